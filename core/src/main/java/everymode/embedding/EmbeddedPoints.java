package everymode.embedding;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Points of a metric space at places in ordinary space.
///
/// @param places float64 `[m, dim]`, centred, with a mean squared norm of dim
/// @param rows which training rows they are, int64 `[m]`
/// @param stretch three figures of `d / ℓ`, the distance of the data by that of places, over pairs
///   at which neither is 0: the greatest, the least, the median; float64 `[3]`
public record EmbeddedPoints(Tensor places, Tensor rows, Tensor stretch) {

  /// Points.
  ///
  /// @return m
  public int size() {
    return Math.toIntExact(places.size(0));
  }

  /// Coordinates of a point.
  ///
  /// @return dim
  public int dim() {
    return Math.toIntExact(places.size(1));
  }

  /// The factor s before latent distances.
  ///
  /// @param scale how it is chosen
  /// @return above 0
  public double scale(BourgainEmbedding.Scale scale) {
    double[] s = Ops.doubles(stretch);
    return switch (scale) {
      case ROOT -> Math.sqrt(s[0]);
      case MAX -> s[0];
      case MEDIAN -> s[2];
      case NONE -> 1;
    };
  }

  /// How unevenly distances are stretched: the greatest `d / ℓ` by the least.
  ///
  /// @return at least 1
  public double distortion() {
    double[] s = Ops.doubles(stretch);
    return s[0] / s[1];
  }

  /// Draws latents: a place by chance and noise around it.
  ///
  /// @param n how many
  /// @param sigma standard deviation of the noise
  /// @param key decides them
  /// @return float32 `[n, dim]`
  public Tensor draw(int n, double sigma, RandomKey key) {
    Tensor chosen = RandomTensors.integers(key.fold("component"), size(), n);
    Tensor noise = RandomTensors.normal(key.fold("noise"), n, dim());
    return Ops.toFloat(Ops.rows(places, chosen)).add(noise.mul(new Scalar(sigma)));
  }

  /// The places seen along their two widest axes.
  ///
  /// @return `[m][2]`
  public double[][] plane() {
    int m = size();
    try (var _ = new Scope()) {
      Tensor axes = torch.linalg_eigh(places.t().matmul(places)).get1(); // [dim, dim], ascending
      int wide = Math.min(2, dim());
      double[] at = Ops.doubles(places.matmul(axes.narrow(1, dim() - wide, wide))); // [m, wide]
      double[][] plane = new double[m][2];
      for (int i = 0; i < m; i++) {
        plane[i][0] = at[i * wide + wide - 1];
        plane[i][1] = wide == 2 ? at[i * wide] : 0;
      }
      return plane;
    }
  }

  /// Writes a file from which [#read] makes the same again.
  ///
  /// @param file an `.npz` file
  /// @param data whose rows they are
  public void write(Path file, Dataset data) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      arrays.put("places", places);
      arrays.put("rows", rows);
      arrays.put("stretch", stretch);
      byte[] hash = data.hash().getBytes(StandardCharsets.US_ASCII);
      arrays.put("data", Ops.ofBytes(hash, hash.length));
      Npz.write(file, arrays);
    }
  }

  /// Reads an embedding.
  ///
  /// @param file what [#write] wrote
  /// @param data whose rows they must be
  /// @return the embedding, owned by whoever holds it
  /// @throws EverymodeException when the file is not sound, or of other data
  public static EmbeddedPoints read(Path file, Dataset data) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = Npz.read(file);
      Tensor places = arrays.get("places");
      Tensor rows = arrays.get("rows");
      Tensor stretch = arrays.get("stretch");
      if (places == null
          || rows == null
          || stretch == null
          || !sound(places, ScalarType.Double, 2)
          || !sound(rows, ScalarType.Long, 1)
          || !sound(stretch, ScalarType.Double, 1)
          || stretch.size(0) != 3
          || rows.size(0) != places.size(0)
          || stretch.min().item_double() <= 0) {
        throw new EverymodeException(
            file + ": is no embedding; make one with 'everymode embed DATA'");
      }
      Tensor hash = arrays.get("data");
      if (hash == null || !text(hash).equals(data.hash())) {
        throw new EverymodeException(
            "%s: is an embedding of other data than '%s'; make one with 'everymode embed %s'"
                .formatted(file, data.name(), data.name()));
      }
      return new EmbeddedPoints(Scope.own(places), Scope.own(rows), Scope.own(stretch));
    }
  }

  private static String text(Tensor bytes) {
    StringBuilder text = new StringBuilder();
    for (long letter : Ops.longs(bytes)) {
      text.append((char) letter);
    }
    return text.toString();
  }

  private static boolean sound(Tensor t, ScalarType type, int dims) {
    return t.scalar_type().intern() == type && t.dim() == dims && t.numel() > 0 && Ops.finite(t);
  }
}
