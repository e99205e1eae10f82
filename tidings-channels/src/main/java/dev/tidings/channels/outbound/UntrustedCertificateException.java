package dev.tidings.channels.outbound;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** Thrown when a peer's certificate is refused; names the offending certificate. */
final class UntrustedCertificateException extends CertificateException {
    private static final long serialVersionUID = 1L;

    /** The reason for the refusal. */
    enum Reason {
        EXPIRED,
        NOT_YET_VALID,
        WRONG_HOST,
        SELF_SIGNED,
        UNKNOWN_ISSUER,
        OTHER
    }

    private final Reason reason;
    private final transient X509Certificate certificate;

    UntrustedCertificateException(Reason reason, X509Certificate certificate, CertificateException cause) {
        super(cause.getMessage(), cause);
        this.reason = reason;
        this.certificate = certificate;
    }

    Reason reason() {
        return reason;
    }

    X509Certificate certificate() {
        return certificate;
    }
}
