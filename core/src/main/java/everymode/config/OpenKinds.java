package everymode.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks an interface whose kinds are open: the records nested in it, and those that
/// `ServiceLoader` finds for it. A recipe chooses one by its name in lower case, as for a sealed
/// interface.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OpenKinds {}
