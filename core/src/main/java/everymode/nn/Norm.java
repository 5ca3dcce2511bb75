package everymode.nn;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What keeps a network's signals in range; one line of a recipe.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Norm.None.class, name = "none"),
  @JsonSubTypes.Type(value = Norm.Batch.class, name = "batch"),
  @JsonSubTypes.Type(value = Norm.Spectral.class, name = "spectral")
})
public sealed interface Norm {

  /// Nothing.
  record None() implements Norm {}

  /// Batch normalisation between the layers.
  record Batch() implements Norm {}

  /// Spectral normalisation of every layer's weights.
  record Spectral() implements Norm {}
}
