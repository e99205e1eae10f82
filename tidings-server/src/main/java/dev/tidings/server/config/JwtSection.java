package dev.tidings.server.config;

/**
 * Tokens that somebody else signs.
 *
 * @param keys a JWK set: a file, a relative one from the working folder, or a URL; empty when only our own tokens are taken
 * @param issuer who must have signed
 * @param audience for whom it must be
 * @param recipientClaim the claim that names the recipient
 * @param tenantClaim the claim that names the tenant; empty when all are of one
 * @param tenant the one tenant
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
                        "a file or an https URL: keys fetched in the clear prove nothing");
            }
            if (jwt.issuer().isEmpty() && jwt.audience().isEmpty()) {
                in.error(
                        "audience",
                        "",
                        "an audience or an issuer: other tokens of the same keys are not meant for Tidings");
            }
        }
        return jwt;
    }

    /** Whether anybody else's tokens are taken. */
    public boolean trusted() {
        return !keys.isEmpty();
    }
}
