package dev.tidings.server.app;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import dev.tidings.server.cli.StartFailure;
import dev.tidings.server.config.ServerSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's certificate and key, in files that are read again when they change: certificates are renewed every few weeks. */
final class TlsFiles implements TlsProvider {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private final Path certificate;
    private final Path key;
    private List<FileTime> read;
    private TlsKeyPair pair;

    private TlsFiles(Path certificate, Path key) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.read = times();
        this.pair = load();
    }

    /** Throws a {@link StartFailure} when the files are not there or do not go together. */
    static TlsFiles open(ServerSection.Tls settings) {
        try {
            return new TlsFiles(Path.of(settings.certificate()), Path.of(settings.key()));
        } catch (IOException | RuntimeException wrong) {
            throw new StartFailure(
                    "cannot use server.tls.certificate " + settings.certificate() + " and server.tls.key "
                            + settings.key() + ": " + reason(wrong)
                            + "; expected PEM files, the key in PKCS#8 and of this certificate",
                    wrong);
        }
    }

    /** Asked at each handshake. */
    @Override
    public synchronized TlsKeyPair keyPair(String hostname) {
        try {
            List<FileTime> now = times();
            if (!now.equals(read)) {
                read = now;
                pair = load();
                LOG.info("the TLS certificate {} was read again", certificate);
            }
        } catch (IOException | RuntimeException wrong) {
            LOG.warn("the TLS certificate {} cannot be read again, the old one stays: {}", certificate, reason(wrong));
        }
        return pair;
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }

    private TlsKeyPair load() {
        return TlsKeyPair.of(key.toFile(), certificate.toFile());
    }

    private static String reason(Exception wrong) {
        return wrong.getClass().getSimpleName() + ": " + wrong.getMessage();
    }
}
