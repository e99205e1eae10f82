package dev.tidings.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** Tests the messages for unreachable servers. */
class ServerUnreachableTest {
    private static final URI SERVER = URI.create("https://localhost:8434");

    @Test
    void the_message_for_an_untrusted_certificate_explains_the_trust_store() {
        CertificateException found = new CertificateException(
                "PKIX path building failed",
                new CertPathBuilderException("unable to find valid certification path to requested target"));
        assertThat(certificateMessage(found)).contains("does not lead to a trusted authority", "trustStore=FILE");
    }

    @Test
    void the_message_for_an_invalid_certificate_gives_the_reason() {
        assertThat(certificateMessage(new CertificateExpiredException("NotAfter: Mon Mar 01 12:00:00 UTC 2021")))
                .contains("has expired (NotAfter: Mon Mar 01", "renew it");
        assertThat(certificateMessage(new CertificateNotYetValidException("NotBefore: Thu Jan 01 00:00:00 UTC 2088")))
                .contains("not valid yet (NotBefore: Thu Jan 01", "clocks");
        assertThat(certificateMessage(
                        new CertificateException("No subject alternative DNS name matching localhost found.")))
                .contains("for another host", "localhost");
    }

    @Test
    void the_message_for_a_server_without_tls_suggests_http() {
        assertThat(message(new SSLException("Unsupported or unrecognized SSL message")))
                .contains("does not use TLS", "http://");
    }

    @Test
    void other_failures_report_an_unreachable_server() {
        assertThat(message(new ConnectException("Connection refused")))
                .startsWith("no Tidings server at https://localhost:8434 (Connection refused)");
    }

    /** Wraps a certificate failure like the JDK's HTTP client. */
    private static String certificateMessage(CertificateException found) {
        SSLHandshakeException handshake = new SSLHandshakeException("(certificate_unknown) " + found.getMessage());
        handshake.initCause(found);
        String message = message(handshake);
        assertThat(message).startsWith("no TLS connection to https://localhost:8434: ");
        return message;
    }

    private static String message(Exception failure) {
        return String.valueOf(new ServerUnreachable(SERVER, failure).getMessage());
    }
}
