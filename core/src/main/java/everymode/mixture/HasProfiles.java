package everymode.mixture;

/// A model of profiles.
public interface HasProfiles {

  /// The columns that belong together.
  Blocks blocks();
}
