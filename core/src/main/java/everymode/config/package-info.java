/// Configurations: records as YAML and back, with differences from defaults.
@NullMarked
package everymode.config;

import org.jspecify.annotations.NullMarked;
