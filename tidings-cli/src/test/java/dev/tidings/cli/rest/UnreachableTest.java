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

/** What a person reads when a server is reached in a wrong way. */
class UnreachableTest {
    private static final URI SERVER = URI.create("https://localhost:8434");

    @Test
    void a_certificate_that_is_not_trusted_says_how_to_trust_it() {
        CertificateException found = new CertificateException(
                "PKIX path building failed",
                new CertPathBuilderException("unable to find valid certification path to requested target"));
        assertThat(said(found)).contains("does not lead to an authority that is trusted here", "trustStore=FILE");
    }

    @Test
    void a_certificate_of_another_time_or_host_says_which() {
        assertThat(said(new CertificateExpiredException("NotAfter: Mon Mar 01 12:00:00 UTC 2021")))
                .contains("has expired (NotAfter: Mon Mar 01", "renew it");
        assertThat(said(new CertificateNotYetValidException("NotBefore: Thu Jan 01 00:00:00 UTC 2088")))
                .contains("not valid yet (NotBefore: Thu Jan 01", "clocks");
        assertThat(said(new CertificateException("No subject alternative DNS name matching localhost found.")))
                .contains("for another host", "localhost");
    }

    @Test
    void a_server_that_answers_without_tls_is_to_be_named_with_http() {
        assertThat(message(new SSLException("Unsupported or unrecognized SSL message")))
                .contains("answers without TLS", "http://");
    }

    @Test
    void whatever_has_nothing_to_do_with_tls_says_that_no_tidings_answers() {
        assertThat(message(new ConnectException("Connection refused")))
                .startsWith("no Tidings answers at https://localhost:8434 (Connection refused)");
    }

    /** As the JDK's HTTP client wraps what its trust manager finds. */
    private static String said(CertificateException found) {
        SSLHandshakeException handshake = new SSLHandshakeException("(certificate_unknown) " + found.getMessage());
        handshake.initCause(found);
        String message = message(handshake);
        assertThat(message).startsWith("no TLS connection to https://localhost:8434: ");
        return message;
    }

    private static String message(Exception failure) {
        return String.valueOf(new Unreachable(SERVER, failure).getMessage());
    }
}
