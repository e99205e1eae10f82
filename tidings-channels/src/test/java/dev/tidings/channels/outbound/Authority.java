package dev.tidings.channels.outbound;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates for tests, of any validity and for any host. */
public final class Authority {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FAR_OFF = Instant.parse("2090-01-01T00:00:00Z");
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyPair keys;
    private final List<X509Certificate> chain;

    private Authority(KeyPair keys, List<X509Certificate> chain) {
        this.keys = keys;
        this.chain = chain;
    }

    /** Creates a self-signed root authority. */
    public static Authority root(String name) throws Exception {
        KeyPair keys = keys();
        return new Authority(keys, List.of(sign(name, name, keys, keys.getPrivate(), true, LONG_AGO, FAR_OFF)));
    }

    /** Creates an authority below this one. */
    public Authority intermediate(String name) throws Exception {
        KeyPair own = keys();
        return new Authority(own, below(sign(name, name(), own, keys.getPrivate(), true, LONG_AGO, FAR_OFF)));
    }

    /** Issues a host's key and certificate, with the chain up to the root. */
    public Identity issue(String host) throws Exception {
        return issue(host, LONG_AGO, FAR_OFF);
    }

    public Identity issue(String host, Instant from, Instant until) throws Exception {
        KeyPair own = keys();
        return new Identity(own.getPrivate(), below(sign(host, name(), own, keys.getPrivate(), false, from, until)));
    }

    /** Creates a self-signed host certificate. */
    public static Identity selfSigned(String host) throws Exception {
        KeyPair own = keys();
        return new Identity(
                own.getPrivate(), List.of(sign(host, host, own, own.getPrivate(), false, LONG_AGO, FAR_OFF)));
    }

    /** Writes this authority's certificate as PEM. */
    public Path writeTo(Path folder) throws IOException, GeneralSecurityException {
        String base64 = Base64.getMimeEncoder().encodeToString(chain.getFirst().getEncoded());
        return Files.writeString(
                folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    /**
     * A server's key and certificates.
     *
     * @param chain starts with the host's own certificate
     */
    public record Identity(PrivateKey key, List<X509Certificate> chain) {
        /** Returns the identity with only the host's own certificate. */
        public Identity withoutChain() {
            return new Identity(key, chain.subList(0, 1));
        }

        public SSLContext tls() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("key", key, PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), null, null);
            return tls;
        }
    }

    private String name() {
        return chain.getFirst().getSubjectX500Principal().getName().substring("CN=".length());
    }

    private List<X509Certificate> below(X509Certificate certificate) {
        return Stream.concat(Stream.of(certificate), chain.stream()).toList();
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            String subject,
            String issuer,
            KeyPair keys,
            PrivateKey signing,
            boolean authority,
            Instant from,
            Instant until)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                new X500Name("CN=" + issuer),
                new BigInteger(64, new java.security.SecureRandom()),
                Date.from(from),
                Date.from(until),
                new X500Name("CN=" + subject),
                keys.getPublic());
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            certificate.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, subject)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing)));
    }
}
