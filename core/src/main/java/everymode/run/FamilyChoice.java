package everymode.run;

import everymode.data.Dataset;
import everymode.data.Domain;

/// The family that covers a kind of data best within the time of its default training, by our own
/// measurements; see `docs/results.md`.
///
/// @param family its name
/// @param reason what is known of it, a part of a sentence
public record FamilyChoice(String family, String reason) {

  /// Chooses by the kind and the size of samples, and by what is known of their modes.
  public static FamilyChoice of(Dataset data) {
    return switch (data.domain()) {
      case Domain.Points _, Domain.Table _ ->
          data.modes() == null
              ? new FamilyChoice("bourgan", "")
              : new FamilyChoice("gmgan", "");
      case Domain.Images _ -> new FamilyChoice("r3gan", "");
    };
  }
}
