package dev.tidings.server.channel.outbound;

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
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's trusted certificates and those of a file. */
public record TrustedCertificates(TrustManagerFactory factory) {
    /**
     * @param field the setting's name for errors
     * @param file PEM certificates
     */
    public static TrustedCertificates withDefaults(String field, Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : defaults()) {
                store.setCertificateEntry("default-" + number++, certificate);
            }
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("file-" + number++, certificate);
            }
            return new TrustedCertificates(of(store));
        } catch (IOException | GeneralSecurityException e) {
            throw Problem.invalid(field, file, "a readable file of PEM certificates (" + e + ")")
                    .exception();
        }
    }

    /** Makes TLS sockets that trust these. */
    public SSLSocketFactory socketFactory() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, factory.getTrustManagers(), null);
            return tls.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks TLS", e);
        }
    }

    private static X509Certificate[] defaults() throws GeneralSecurityException {
        for (TrustManager trusting : of(null).getTrustManagers()) {
            if (trusting instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    private static TrustManagerFactory of(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
