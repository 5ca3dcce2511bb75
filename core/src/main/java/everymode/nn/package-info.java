/// Networks: layers that read their weights through a pass, and recipes that build them.
@NullMarked
package everymode.nn;

import org.jspecify.annotations.NullMarked;
