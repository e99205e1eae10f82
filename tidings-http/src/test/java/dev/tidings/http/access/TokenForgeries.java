package dev.tidings.http.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tidings.core.access.TokenKey;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that an attacker derives from a real one, from public keys, or invents, each with a name. */
final class TokenForgeries implements AutoCloseable {
    private static final String OWN_TYPE = "tidings-subscriber+jwt";
    static final ForeignTokens.Trust TRUST = new ForeignTokens.Trust("https://id.test", "tidings", "user", "", "acme");

    final SettableClock clock = SettableClock.atStart();
    private final SqliteStore store =
            SqliteStore.openInMemory("forgeries", clock, new ReversingCipher(), new CountingIds());
    final OwnTokens own = new OwnTokens(
            new TokenKeyRing(
                    store.tokenKeys(),
                    Runnable::run,
                    Runnable::run,
                    new CountingIds(),
                    new SecureRandom(),
                    clock,
                    clock.ticker()),
            clock);
    private final Map<String, String> forgeries = new LinkedHashMap<>();
    final ECKey foreignKey;

    TokenForgeries() throws JOSEException {
        foreignKey = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    }

    Map<String, String> all() throws Exception {
        endedKey();
        unsigned();
        confused();
        keyIds();
        injectedKeys();
        changedClaims();
        changedBytes();
        wrongKeys();
        wrongForms();
        ellipticCurves();
        return forgeries;
    }

    @Override
    public void close() {
        store.close();
    }

    String ours() {
        return own.sign("acme", "user:42", Duration.ofMinutes(5)).join().text();
    }

    String theirs() throws JOSEException {
        return theirs(new ECDSASigner(foreignKey), new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one"));
    }

    private String theirs(com.nimbusds.jose.JWSSigner signer, JWSHeader.Builder header) throws JOSEException {
        SignedJWT token = new SignedJWT(
                header.build(),
                new JWTClaimsSet.Builder()
                        .issuer(TRUST.issuer())
                        .audience(TRUST.audience())
                        .claim("user", "user:7")
                        .expirationTime(Date.from(clock.instant().plusSeconds(60)))
                        .build());
        token.sign(signer);
        return token.serialize();
    }

    private TokenKey realKey() {
        ours();
        return store.tokenKeys().tokenKeys().getFirst();
    }

    private String ownHeader(String algorithm, String more) {
        return "{\"alg\":\"" + algorithm + "\",\"typ\":\"" + OWN_TYPE + "\"" + more + "}";
    }

    private String kid() {
        return ",\"kid\":\"" + realKey().id() + "\"";
    }

    private String claims() {
        return "{\"iss\":\"tidings\",\"sub\":\"user:1\",\"tenant\":\"acme\",\"exp\":"
                + clock.instant().plusSeconds(300).getEpochSecond() + "}";
    }

    private String foreignClaims() {
        return "{\"iss\":\"https://id.test\",\"aud\":\"tidings\",\"user\":\"user:1\",\"exp\":"
                + clock.instant().plusSeconds(300).getEpochSecond() + "}";
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(String algorithm, byte[] key, String signed) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
        return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    }

    private static String signed(String header, String claims, String algorithm, byte[] key) throws Exception {
        String text = base64(header) + "." + base64(claims);
        return text + "." + base64(hmac(algorithm, key, text));
    }

    private void unsigned() {
        String signature = ours().split("\\.", -1)[2];
        for (String none : List.of("none", "None", "NONE", "nOnE", "", "null", "HS0", "HS256 ")) {
            forgeries.put("algorithm '" + none + "'", base64(ownHeader(none, kid())) + "." + base64(claims()) + ".");
            forgeries.put(
                    "algorithm '" + none + "' with the signature of another token",
                    base64(ownHeader(none, kid())) + "." + base64(claims()) + "." + signature);
            forgeries.put(
                    "algorithm '" + none + "' of an identity provider",
                    base64("{\"alg\":\"" + none + "\",\"kid\":\"one\"}") + "." + base64(foreignClaims()) + ".");
        }
    }

    private void confused() throws Exception {
        byte[] secret = HexFormat.of().parseHex(realKey().key().reveal());
        byte[] publicKey = foreignKey.toECPublicKey().getEncoded();
        byte[] jwk = foreignKey.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        byte[] pem = ("-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(publicKey)
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.UTF_8);
        forgeries.put("HS384 with the real key", signed(ownHeader("HS384", kid()), claims(), "HmacSHA384", secret));
        forgeries.put("HS512 with the real key", signed(ownHeader("HS512", kid()), claims(), "HmacSHA512", secret));
        Map<String, byte[]> keys = Map.of("DER", publicKey, "JWK", jwk, "PEM", pem);
        for (var key : keys.entrySet()) {
            forgeries.put(
                    "the public key as a secret, " + key.getKey(),
                    signed("{\"alg\":\"HS256\",\"kid\":\"one\"}", foreignClaims(), "HmacSHA256", key.getValue()));
            forgeries.put(
                    "the public key as our secret, " + key.getKey(),
                    signed(ownHeader("HS256", ",\"kid\":\"one\""), claims(), "HmacSHA256", key.getValue()));
        }
        for (String algorithm : List.of("RS256", "PS256", "ES256", "EdDSA", "ES256K", "dir")) {
            forgeries.put(
                    algorithm + " in a token of ours",
                    signed(ownHeader(algorithm, kid()), claims(), "HmacSHA256", secret));
        }
        String[] parts = ours().split("\\.", -1);
        forgeries.put(
                "the type taken away", base64("{\"alg\":\"HS256\"" + kid() + "}") + "." + parts[1] + "." + parts[2]);
        String[] foreign = theirs().split("\\.", -1);
        forgeries.put(
                "another's token with our type",
                base64("{\"alg\":\"ES256\",\"kid\":\"one\",\"typ\":\"" + OWN_TYPE + "\"}") + "." + foreign[1] + "."
                        + foreign[2]);
        forgeries.put(
                "another's signature by our type",
                theirs(
                        new ECDSASigner(foreignKey),
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID(realKey().id())
                                .type(new com.nimbusds.jose.JOSEObjectType(OWN_TYPE))));
    }

    private void keyIds() throws Exception {
        byte[] guessed = new byte[32];
        for (String id : List.of(
                "",
                "../../../../dev/null",
                "/dev/null",
                "' OR '1'='1",
                "'; DROP TABLE token_keys; --",
                "x' UNION SELECT '00",
                "http://127.0.0.1:9/key",
                "file:///etc/passwd",
                "| id",
                "tky_%",
                "TKY_" + realKey().id().substring(4),
                realKey().id() + " ",
                realKey().id() + "\\u0000",
                "one",
                "k".repeat(2000))) {
            forgeries.put(
                    "key id '" + (id.length() > 60 ? "long" : id) + "'",
                    signed(ownHeader("HS256", ",\"kid\":\"" + id + "\""), claims(), "HmacSHA256", guessed));
        }
        forgeries.put("no key id", signed(ownHeader("HS256", ""), claims(), "HmacSHA256", guessed));
        forgeries.put(
                "key id that is not text", signed(ownHeader("HS256", ",\"kid\":1"), claims(), "HmacSHA256", guessed));
    }

    private void injectedKeys() throws Exception {
        ECKey attacker = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        JWSHeader.Builder plain = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one");
        forgeries.put("a key of the attacker under a trusted id", theirs(new ECDSASigner(attacker), plain));
        forgeries.put(
                "a key in the header",
                theirs(
                        new ECDSASigner(attacker),
                        new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(attacker.toPublicJWK())));
        forgeries.put(
                "an address of keys in the header",
                theirs(
                        new ECDSASigner(attacker),
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID("one")
                                .jwkURL(java.net.URI.create("http://127.0.0.1:9/keys"))));
        forgeries.put(
                "an address of certificates in the header",
                theirs(
                        new ECDSASigner(attacker),
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID("one")
                                .x509CertURL(java.net.URI.create("http://127.0.0.1:9/cert"))));
        byte[] chosen = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        forgeries.put(
                "a secret key in the header",
                signed(
                        ownHeader("HS256", kid() + ",\"jwk\":{\"kty\":\"oct\",\"k\":\"" + base64(chosen) + "\"}"),
                        claims(),
                        "HmacSHA256",
                        chosen));
        forgeries.put(
                "an extension that must be understood",
                signed(ownHeader("HS256", kid() + ",\"crit\":[\"exp\"],\"exp\":1"), claims(), "HmacSHA256", chosen));
    }

    private void changedClaims() throws Exception {
        String[] parts = ours().split("\\.", -1);
        String real = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("another recipient", real.replace("user:42", "user:43"));
        changes.put("another tenant", real.replace("acme", "other"));
        changes.put("a later end", real.replaceFirst("\"exp\":\\d+", "\"exp\":9999999999"));
        changes.put("no end", real.replaceFirst(",?\"exp\":\\d+", ""));
        changes.put("an end in words", real.replaceFirst("\"exp\":\\d+", "\"exp\":\"never\""));
        changes.put("the recipient twice", real.replaceFirst("\\{", "{\"sub\":\"user:43\","));
        changes.put("the recipient twice, last", real.replaceFirst("}$", ",\"sub\":\"user:43\"}"));
        changes.put("a recipient more", real.replace("\"user:42\"", "[\"user:42\",\"user:43\"]"));
        changes.put("a space more", real.replaceFirst("\\{", "{ "));
        changes.put("a scope more", real.replaceFirst("\\{", "{\"scope\":\"admin\","));
        changes.put("nothing", "{}");
        changes.put("no object", "[]");
        for (var change : changes.entrySet()) {
            forgeries.put("changed to " + change.getKey(), parts[0] + "." + base64(change.getValue()) + "." + parts[2]);
        }
    }

    private void changedBytes() throws JOSEException {
        for (String token : List.of(ours(), theirs())) {
            String[] parts = token.split("\\.", -1);
            String whose = token.equals(ours()) ? "ours" : "theirs";
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            for (int i = 0; i < signature.length; i += 2) {
                byte[] flipped = signature.clone();
                flipped[i] ^= 1;
                forgeries.put(
                        "byte " + i + " of the signature, " + whose, parts[0] + "." + parts[1] + "." + base64(flipped));
            }
            for (int length : List.of(0, 1, signature.length / 2, signature.length - 1)) {
                forgeries.put(
                        length + " bytes of the signature, " + whose,
                        parts[0] + "." + parts[1] + "." + base64(java.util.Arrays.copyOf(signature, length)));
            }
            forgeries.put(
                    "a signature of zeros, " + whose,
                    parts[0] + "." + parts[1] + "." + base64(new byte[signature.length]));
            forgeries.put(
                    "a byte more, " + whose,
                    parts[0] + "." + parts[1] + "." + base64(java.util.Arrays.copyOf(signature, signature.length + 1)));
        }
    }

    private void wrongKeys() throws Exception {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        keys.put("nothing", new byte[0]);
        keys.put("zeros", new byte[32]);
        keys.put("ones", new byte[] {(byte) 0xff});
        keys.put("secret", "secret".getBytes(StandardCharsets.UTF_8));
        keys.put("the issuer", "tidings".getBytes(StandardCharsets.UTF_8));
        keys.put("the key's id", realKey().id().getBytes(StandardCharsets.UTF_8));
        keys.put("the digits of the key", realKey().key().reveal().getBytes(StandardCharsets.US_ASCII));
        keys.put(
                "half of the key",
                HexFormat.of().parseHex(realKey().key().reveal().substring(32)));
        for (var key : keys.entrySet()) {
            forgeries.put(
                    "signed with " + key.getKey(),
                    signed(ownHeader("HS256", kid()), claims(), "HmacSHA256", key.getValue()));
        }
    }

    /** Runs before the others, whose tokens use the active key. */
    private void endedKey() {
        forgeries.put("a real token of a key that has ended", ours());
        store.tokenKeys()
                .rotateTokenKeys(
                        new TokenKey(
                                "tky_next",
                                new dev.tidings.core.endpoint.Secret("ab".repeat(32)),
                                clock.instant(),
                                null),
                        clock.instant());
        clock.advance(Duration.ofSeconds(2));
    }

    private void wrongForms() {
        String token = ours();
        String[] parts = token.split("\\.", -1);
        forgeries.put("two parts", parts[0] + "." + parts[1]);
        forgeries.put("four parts", token + ".");
        forgeries.put("five parts", token + ".a.b");
        forgeries.put("a dot before", "." + token);
        forgeries.put("parts in another order", parts[1] + "." + parts[0] + "." + parts[2]);
        forgeries.put(
                "as JSON",
                "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2]
                        + "\"}");
        forgeries.put("a header that is not JSON", base64("HS256") + "." + parts[1] + "." + parts[2]);
        forgeries.put("a header that is a list", base64("[]") + "." + parts[1] + "." + parts[2]);
        forgeries.put(
                "a header that is deep",
                base64("{\"alg\":\"HS256\",\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}") + "." + parts[1] + "."
                        + parts[2]);
        forgeries.put("longer than any", token + "A".repeat(9_000));
        forgeries.put("no text", "\u0000");
    }

    private void ellipticCurves() throws Exception {
        String[] parts = theirs().split("\\.", -1);
        String text = parts[0] + "." + parts[1] + ".";
        byte[] order = HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        byte[] orders = new byte[64];
        System.arraycopy(order, 0, orders, 0, 32);
        System.arraycopy(order, 0, orders, 32, 32);
        forgeries.put("r and s are zero", text + base64(new byte[64]));
        forgeries.put("r and s are the order", text + base64(orders));
        forgeries.put(
                "a signature in DER",
                text
                        + base64(com.nimbusds.jose.crypto.impl.ECDSA.transcodeSignatureToDER(
                                Base64.getUrlDecoder().decode(parts[2]))));
        ECKey wider = new ECKeyGenerator(Curve.P_384).keyID("one").generate();
        forgeries.put(
                "another curve",
                theirs(new ECDSASigner(wider), new JWSHeader.Builder(JWSAlgorithm.ES384).keyID("one")));
        forgeries.put(
                "a shared secret where there is none",
                theirs(new MACSigner(new byte[32]), new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one")));
    }
}
