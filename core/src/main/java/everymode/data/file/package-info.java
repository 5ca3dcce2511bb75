/// Readers of file formats: images, tables and arrays. Internal: open files through
/// [everymode.data.catalog.Datasets].
@NullMarked
package everymode.data.file;

import org.jspecify.annotations.NullMarked;
