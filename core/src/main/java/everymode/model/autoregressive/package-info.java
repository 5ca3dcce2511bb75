/// Models that are trained by maximum likelihood and draw samples value by value: `pixelcnn` for
/// images, `made` for points and tables.
@NullMarked
package everymode.model.autoregressive;

import org.jspecify.annotations.NullMarked;
