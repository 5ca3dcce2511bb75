/// Recipes and run directories: what was asked, what happened, and how it goes on.
@NullMarked
package everymode.run;

import org.jspecify.annotations.NullMarked;
