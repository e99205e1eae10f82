package dev.tidings.server.app;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import dev.tidings.client.CertifiedKey;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.server.config.ConfigError;
import dev.tidings.server.config.ServerSection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate and key. The files are reloaded when they change, because certificates are renewed every
 * few weeks.
 */
final class TlsFiles implements TlsProvider {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private static final String CERTIFICATE = "server.tls.certificate";
    private static final String KEY = "server.tls.key";
    private static final String PKCS8 = "-----BEGIN PRIVATE KEY-----";

    private final Path certificate;
    private final Path key;
    private List<FileTime> read;
    private TlsKeyPair pair;

    private TlsFiles(Path certificate, Path key) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.read = times();
        this.pair = load(certificate, key);
    }

    /** Returns all errors of the files; empty if a server can use them or needs none. */
    static List<ConfigError> errors(ServerSection.Tls settings, InstantSource clock) {
        if (!settings.enabled()) {
            return List.of();
        }
        List<ConfigError> errors = new ArrayList<>();
        X509Certificate certificate = null;
        try (InputStream in = Files.newInputStream(Path.of(settings.certificate()))) {
            certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .iterator()
                    .next();
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException expired) {
            errors.add(wrong(CERTIFICATE, settings.certificate(), "a certificate that has not expired", expired));
        } catch (CertificateNotYetValidException early) {
            errors.add(wrong(CERTIFICATE, settings.certificate(), "a certificate that is already valid", early));
        } catch (IOException | CertificateException | RuntimeException unreadable) {
            errors.add(wrong(CERTIFICATE, settings.certificate(), "a PEM file with the certificate", unreadable));
        }
        try {
            if (!Files.readString(Path.of(settings.key())).contains(PKCS8)) {
                throw new IOException("there is no " + PKCS8);
            }
            if (certificate != null) {
                var _ = load(Path.of(settings.certificate()), Path.of(settings.key()));
            }
        } catch (IOException | RuntimeException unusable) {
            errors.add(wrong(
                    KEY,
                    settings.key(),
                    "a PEM file with the PKCS#8 private key of the first certificate in " + CERTIFICATE,
                    unusable));
        }
        return errors;
    }

    private static ConfigError wrong(String setting, String path, String expected, Exception why) {
        return new ConfigError(setting, path, expected + " (" + reason(why) + ")");
    }

    /** Throws a {@link StartFailure} if the files are missing or do not match. */
    static TlsFiles open(ServerSection.Tls settings) {
        try {
            return new TlsFiles(Path.of(settings.certificate()), Path.of(settings.key()));
        } catch (IOException | RuntimeException wrong) {
            throw new StartFailure(
                    "cannot use " + CERTIFICATE + " " + settings.certificate() + " and " + KEY + " "
                            + settings.key() + ": " + reason(wrong)
                            + "; expected PEM files with a certificate and its private key in PKCS#8",
                    wrong);
        }
    }

    /** Called at each handshake. */
    @Override
    public synchronized TlsKeyPair keyPair(String hostname) {
        try {
            List<FileTime> now = times();
            if (!now.equals(read)) {
                read = now;
                pair = load(certificate, key);
                LOG.info("TLS certificate reloaded; file={}", certificate);
            }
        } catch (IOException | RuntimeException wrong) {
            LOG.warn(
                    "TLS certificate reload failed; keeping the current one; file={} cause={}",
                    certificate,
                    reason(wrong));
        }
        return pair;
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }

    private static TlsKeyPair load(Path certificate, Path key) {
        TlsKeyPair pair = TlsKeyPair.of(key.toFile(), certificate.toFile());
        if (!CertifiedKey.matches(
                pair.privateKey(), pair.certificateChain().getFirst().getPublicKey())) {
            throw new IllegalArgumentException("the key does not match the certificate");
        }
        return pair;
    }

    private static String reason(Exception wrong) {
        return wrong.getClass().getSimpleName() + ": " + wrong.getMessage();
    }
}
