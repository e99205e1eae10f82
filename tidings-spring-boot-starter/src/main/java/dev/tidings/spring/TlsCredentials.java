package dev.tidings.spring;

import dev.tidings.client.CertifiedKey;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;

/** Reads the files of {@code tidings.tls} at startup, so that a wrong file does not fail every call instead. */
final class TlsCredentials {
    private static final String TRUST = "tidings.tls.trust-certificate";
    private static final String CERTIFICATE = "tidings.tls.certificate";
    private static final String KEY = "tidings.tls.private-key";

    private TlsCredentials() {}

    /** @throws InvalidSettingException when files are set but TLS is disabled */
    static void refuseFilesWithoutTls(TidingsProperties.Tls tls) {
        unused(TRUST, tls.trustCertificate());
        unused(CERTIFICATE, tls.certificate());
        unused(KEY, tls.privateKey());
    }

    private static void unused(String property, @Nullable File file) {
        if (file != null) {
            throw new InvalidSettingException(
                    property,
                    "is " + file + ", but tidings.tls.enabled is false, so the connection would not be encrypted;"
                            + " expected tidings.tls.enabled=true with it",
                    "Set tidings.tls.enabled=true, or remove " + property + ".",
                    null);
        }
    }

    /** @throws InvalidSettingException when a file is missing, unreadable, of the wrong kind, or half of a pair */
    static ChannelCredentials read(TidingsProperties.Tls tls) {
        PemSslStore own = pair(tls.certificate(), tls.privateKey());
        PemSslStore trusted = tls.trustCertificate() == null
                ? null
                : PemSslStore.of(certificates(TRUST, tls.trustCertificate()), null);
        SslManagerBundle managers = SslManagerBundle.from(new PemSslStoreBundle(own, trusted), SslBundleKey.NONE);
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        if (own != null) {
            builder.keyManager(managers.getKeyManagers());
        }
        if (trusted != null) {
            builder.trustManager(managers.getTrustManagers());
        }
        return builder.build();
    }

    private static @Nullable PemSslStore pair(@Nullable File certificate, @Nullable File key) {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null) {
            throw half(CERTIFICATE, KEY);
        }
        if (key == null) {
            throw half(KEY, CERTIFICATE);
        }
        List<X509Certificate> chain = certificates(CERTIFICATE, certificate);
        PrivateKey own = load(KEY, key, "a private key that no password protects", PemContent::getPrivateKey);
        if (!CertifiedKey.matches(own, chain.get(0).getPublicKey())) {
            throw new InvalidSettingException(
                    KEY,
                    key + " does not hold the key of the first certificate in " + certificate + ", "
                            + chain.get(0).getSubjectX500Principal() + "; expected the two to be a pair",
                    "Point " + KEY + " at the key that " + certificate + " was issued for, or " + CERTIFICATE
                            + " at the certificate of this key; the application's own certificate comes first in its"
                            + " file.",
                    null);
        }
        return PemSslStore.of(chain, own);
    }

    private static InvalidSettingException half(String missing, String set) {
        return new InvalidSettingException(
                missing,
                "is not set, but " + set + " is; expected both or neither",
                "Set " + missing + " too, or remove " + set + ".",
                null);
    }

    private static List<X509Certificate> certificates(String property, File file) {
        return load(property, file, "one or more certificates", PemContent::getCertificates);
    }

    private static <T> T load(String property, File file, String expected, Function<PemContent, @Nullable T> part) {
        String action = "Point " + property + " at a PEM file with " + expected + " that the application may read.";
        try {
            T loaded = part.apply(PemContent.load(file.toPath()));
            if (loaded != null && !List.of().equals(loaded)) {
                return loaded;
            }
            throw new InvalidSettingException(
                    property, file + " has none; expected a PEM file with " + expected, action, null);
        } catch (IOException unreadable) {
            throw new InvalidSettingException(
                    property, file + " " + why(file) + "; expected a PEM file with " + expected, action, unreadable);
        } catch (IllegalStateException | IllegalArgumentException malformed) {
            if (malformed instanceof InvalidSettingException refused) {
                throw refused;
            }
            throw new InvalidSettingException(
                    property, file + " cannot be parsed; expected a PEM file with " + expected, action, malformed);
        }
    }

    private static String why(File file) {
        if (!file.exists()) {
            return "does not exist";
        }
        return file.isDirectory() ? "is a directory" : "cannot be read";
    }
}
