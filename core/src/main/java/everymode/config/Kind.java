package everymode.config;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// The name of a kind in recipes, where it is not the name of its record in lower case.
@Retention(RetentionPolicy.RUNTIME)
public @interface Kind {

  /// The name, in lower case.
  String value();
}
