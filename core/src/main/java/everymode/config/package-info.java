/// Configuration: records to YAML and back, with partial overrides.
@NullMarked
package everymode.config;

import org.jspecify.annotations.NullMarked;
