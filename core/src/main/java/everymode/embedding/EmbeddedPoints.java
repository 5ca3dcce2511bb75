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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Points of a metric space embedded in Euclidean space.
///
/// @param places coordinates, float64 `[m, dim]`, centred, with a mean squared norm of dim
/// @param rows indices of the training rows, int64 `[m]`
/// @param stretch maximum, minimum and median of `d / ℓ`, the distance in the data over that of the
///   coordinates, over pairs for which neither is 0; float64 `[3]`
public record EmbeddedPoints(Tensor places, Tensor rows, Tensor stretch) {

  /// The number of points m.
  public int size() {
    return Math.toIntExact(places.size(0));
  }

  /// The number of coordinates of a point.
  public int dim() {
    return Math.toIntExact(places.size(1));
  }

  /// The factor s applied to latent distances, above 0.
  public double scale(BourgainEmbedding.Scale scale) {
    double[] s = Ops.doubles(stretch);
    return switch (scale) {
      case ROOT -> Math.sqrt(s[0]);
      case MAX -> s[0];
      case MEDIAN -> s[2];
      case NONE -> 1;
    };
  }

  /// The distortion: the maximum `d / ℓ` over the minimum.
  ///
  /// @return at least 1
  public double distortion() {
    double[] s = Ops.doubles(stretch);
    return s[0] / s[1];
  }

  /// Draws latents: a random embedded point plus noise.
  ///
  /// @param n number of latents
  /// @param sigma standard deviation of the noise
  /// @param key determines the latents
  /// @return float32 `[n, dim]`
  public Tensor sample(int n, double sigma, RandomKey key) {
    Tensor chosen = RandomTensors.integers(key.fold("component"), size(), n);
    Tensor noise = RandomTensors.normal(key.fold("noise"), n, dim());
    return Ops.toFloat(Ops.rows(places, chosen)).add(noise.mul(new Scalar(sigma)));
  }

  /// The points projected onto their first two principal axes.
  ///
  /// @return `[m][2]`
  public double[][] plane() {
    int m = size();
    try (var _ = new Scope()) {
      Tensor axes = torch.linalg_eigh(places.t().matmul(places)).get1(); // [dim, dim], ascending
      int used = Math.min(2, dim());
      double[] values = Ops.doubles(places.matmul(axes.narrow(1, dim() - used, used))); // [m, used]
      double[][] plane = new double[m][2];
      for (int i = 0; i < m; i++) {
        plane[i][0] = values[i * used + used - 1];
        plane[i][1] = used == 2 ? values[i * used] : 0;
      }
      return plane;
    }
  }

  /// Writes a file that [#read] restores.
  ///
  /// @param file an `.npz` file
  /// @param data the embedded data set
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
  /// @param file written by [#write]
  /// @param data the data set it must belong to
  /// @return the embedding, owned by the caller
  /// @throws EverymodeException when the file is invalid, or belongs to other data
  public static EmbeddedPoints read(Path file, Dataset data) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = Npz.read(file, List.of("places", "rows", "stretch", "data"));
      Tensor places = arrays.get("places");
      Tensor rows = arrays.get("rows");
      Tensor stretch = arrays.get("stretch");
      if (places == null
          || rows == null
          || stretch == null
          || !valid(places, ScalarType.Double, 2)
          || !valid(rows, ScalarType.Long, 1)
          || !valid(stretch, ScalarType.Double, 1)
          || stretch.size(0) != 3
          || rows.size(0) != places.size(0)
          || stretch.min().item_double() <= 0) {
        throw new EverymodeException(
            file + ": is not an embedding; create one with the embed command");
      }
      Tensor hash = arrays.get("data");
      if (hash == null || !text(hash).equals(data.hash())) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: is an embedding of data other than '%s'; create one with the embed command",
                file,
                data.name()));
      }
      return new EmbeddedPoints(Scope.own(places), Scope.own(rows), Scope.own(stretch));
    }
  }

  private static String text(Tensor bytes) {
    return Arrays.stream(Ops.longs(bytes))
        .mapToObj(letter -> String.valueOf((char) letter))
        .collect(Collectors.joining());
  }

  private static boolean valid(Tensor t, ScalarType type, int dims) {
    return t.scalar_type().intern() == type && t.dim() == dims && t.numel() > 0 && Ops.finite(t);
  }
}
