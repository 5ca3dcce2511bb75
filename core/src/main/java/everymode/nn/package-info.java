/// Networks: layers that read their weights through a forward context, and architectures that build
/// them.
@NullMarked
package everymode.nn;

import org.jspecify.annotations.NullMarked;
