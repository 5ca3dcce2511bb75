package everymode.io;

import everymode.error.EverymodeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of texts, files and incremental digests.
public final class Sha256 {

  private Sha256() {}

  /// Starts a digest, to be updated and then passed to [#hex].
  public static MessageDigest begin() {
    return begin("SHA-256");
  }

  private static MessageDigest begin(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /// Completes a digest.
  ///
  /// @return 64 hexadecimal digits
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The hash of a text in UTF-8.
  ///
  /// @return 64 hexadecimal digits
  public static String of(String text) {
    MessageDigest digest = begin();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  /// The hash of a file.
  ///
  /// @return 64 hexadecimal digits
  /// @throws EverymodeException when it cannot be read
  public static String of(Path file) {
    return of(file, "SHA-256");
  }

  /// The checksum of a file that is published with another algorithm.
  ///
  /// @param algorithm `MD5` or `SHA-256`
  /// @return hexadecimal digits
  /// @throws EverymodeException when it cannot be read
  public static String of(Path file, String algorithm) {
    MessageDigest digest = begin(algorithm);
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return hex(digest);
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
