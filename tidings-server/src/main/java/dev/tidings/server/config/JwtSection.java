package dev.tidings.server.config;

/**
 * Tokens of an external issuer.
 *
 * @param keys a JWK set: a file, relative to the working directory, or a URL; empty to accept Tidings' own tokens
 * only
 * @param issuer the required issuer
 * @param audience the required audience
 * @param recipientClaim the claim with the recipient
 * @param tenantClaim the claim with the tenant; empty if all tokens are of one tenant
 * @param tenant that tenant
 */
public record JwtSection(
        Sensitive keys, String issuer, String audience, String recipientClaim, String tenantClaim, String tenant) {
    static JwtSection read(Section in) {
        JwtSection jwt = new JwtSection(
                in.sensitive("keys", "", Sensitive::address),
                in.text("issuer", ""),
                in.text("audience", ""),
                in.text("recipient_claim", "sub"),
                in.text("tenant_claim", ""),
                in.text("tenant", "default"));
        if (jwt.trusted()) {
            if (jwt.keys().reveal().startsWith("http://")) {
                in.error(
                        "keys",
                        jwt.keys().toString(),
                        "a file or an https URL, because keys fetched over http can be forged");
            }
            if (jwt.issuer().isEmpty() && jwt.audience().isEmpty()) {
                in.error(
                        "audience",
                        "",
                        "an audience or an issuer, because the same keys may sign tokens for other services");
            }
        }
        return jwt;
    }

    /** Whether tokens of an external issuer are accepted. */
    public boolean trusted() {
        return !keys.isEmpty();
    }
}
