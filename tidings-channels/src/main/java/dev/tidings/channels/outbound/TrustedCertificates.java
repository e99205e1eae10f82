package dev.tidings.channels.outbound;

import dev.tidings.core.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The trusted certificate authorities: the JDK's and those of a file. */
public final class TrustedCertificates {
    /** The JDK's authorities, read at the first handshake: most servers that start send nothing over TLS at once. */
    private static final class Defaults {
        private static final X509ExtendedTrustManager MANAGER = defaults();

        private static X509ExtendedTrustManager defaults() {
            try {
                return managerOf(null);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no trusted certificates", e);
            }
        }
    }

    private final ExplainedTrust trust;

    private TrustedCertificates(ExplainedTrust trust) {
        this.trust = trust;
    }

    /**
     * @param field the setting's name for errors
     * @param file PEM certificates; null for the JDK's only
     */
    public static TrustedCertificates of(String field, @Nullable Path file) {
        if (file == null) {
            return new TrustedCertificates(new ExplainedTrust(() -> Defaults.MANAGER));
        }
        try {
            X509ExtendedTrustManager manager = managerOf(withDefaults(file));
            return new TrustedCertificates(new ExplainedTrust(() -> manager));
        } catch (IOException | GeneralSecurityException e) {
            throw Problem.invalid(field, file, "a readable file of PEM certificates (" + e + ")")
                    .exception();
        }
    }

    private static KeyStore withDefaults(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (X509Certificate certificate : Defaults.MANAGER.getAcceptedIssuers()) {
            store.setCertificateEntry("default-" + number++, certificate);
        }
        try (InputStream pem = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("file-" + number++, certificate);
            }
        }
        return store;
    }

    /** Returns a trust manager that explains refusals for {@link TlsFailure}. */
    public TrustManager manager() {
        return trust;
    }

    /** Returns a factory of TLS sockets with these authorities. */
    public SSLSocketFactory socketFactory() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {trust}, null);
            return tls.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks TLS", e);
        }
    }

    /** @param store null for the JDK's own */
    private static X509ExtendedTrustManager managerOf(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager trusting : factory.getTrustManagers()) {
            if (trusting instanceof X509ExtendedTrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("this JDK has no trust manager for X.509");
    }
}
