package dev.tidings.server.app;

import com.linecorp.armeria.common.TlsKeyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A self-signed certificate and its key, as files of a server. */
final class TestCertificate {
    private TestCertificate() {}

    static TlsKeyPair write(Path folder, String certificate, String key) throws IOException {
        TlsKeyPair pair = TlsKeyPair.ofSelfSigned("localhost");
        Files.writeString(
                folder.resolve(certificate), pem(pair.certificateChain().getFirst()));
        Files.writeString(folder.resolve(key), pem(pair.privateKey()));
        return pair;
    }

    static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("it was made here", impossible);
        }
    }

    static String pem(Key key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}
