package dev.tidings.channels.outbound;

import dev.tidings.channels.outbound.UntrustedCertificateException.Reason;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Delegates to another trust manager and determines why a certificate is refused. */
final class ExplainedTrust extends X509ExtendedTrustManager {
    private static final int MAX_CAUSES = 10;

    private final Supplier<X509ExtendedTrustManager> deciding;

    ExplainedTrust(Supplier<X509ExtendedTrustManager> deciding) {
        this.deciding = deciding;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            deciding.get().checkServerTrusted(chain, authType, engine);
        } catch (CertificateException refused) {
            throw explained(chain, authType, refused);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            deciding.get().checkServerTrusted(chain, authType, socket);
        } catch (CertificateException refused) {
            throw explained(chain, authType, refused);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        deciding.get().checkServerTrusted(chain, authType);
    }

    private CertificateException explained(X509Certificate[] chain, String authType, CertificateException refused) {
        for (X509Certificate certificate : chain) {
            try {
                certificate.checkValidity();
            } catch (CertificateExpiredException expired) {
                return new UntrustedCertificateException(Reason.EXPIRED, certificate, refused);
            } catch (CertificateNotYetValidException early) {
                return new UntrustedCertificateException(Reason.NOT_YET_VALID, certificate, refused);
            }
        }
        X509Certificate leaf = chain[0];
        if (trustedForAnyHost(chain, authType)) {
            return new UntrustedCertificateException(Reason.WRONG_HOST, leaf, refused);
        }
        if (!hasNoPath(refused)) {
            return new UntrustedCertificateException(Reason.OTHER, leaf, refused);
        }
        boolean selfSigned = leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal());
        return selfSigned
                ? new UntrustedCertificateException(Reason.SELF_SIGNED, leaf, refused)
                : new UntrustedCertificateException(Reason.UNKNOWN_ISSUER, chain[chain.length - 1], refused);
    }

    /** Without a connection, the host name is not checked. */
    private boolean trustedForAnyHost(X509Certificate[] chain, String authType) {
        try {
            deciding.get().checkServerTrusted(chain, authType);
            return true;
        } catch (CertificateException stillRefused) {
            return false;
        }
    }

    private static boolean hasNoPath(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof CertPathBuilderException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        deciding.get().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        deciding.get().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        deciding.get().checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return deciding.get().getAcceptedIssuers();
    }
}
