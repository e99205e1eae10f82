package dev.tidings.jobs.driver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** A tenant's game. */
public record GameKey(String tenant, String gameId) {
    private static final Pattern PLAIN_TENANT = Pattern.compile("[a-z0-9_]{1,40}");
    private static final Pattern PLAIN_GAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,80}");
    private static final int READABLE = 40;
    private static final int HASH_BYTES = 8;

    /**
     * A unique name of lower-case letters, digits and {@code _.-}: the tenant and the game if both consist of
     * these, otherwise their readable parts and a hash.
     */
    public String name() {
        if (PLAIN_TENANT.matcher(tenant).matches() && PLAIN_GAME.matcher(gameId).matches()) {
            return tenant + "-" + gameId;
        }
        return readable(tenant) + "--" + readable(gameId) + "-" + hash();
    }

    private static String readable(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.]+", "-");
        return plain.length() <= READABLE ? plain : plain.substring(0, READABLE);
    }

    private String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((tenant.length() + ":" + tenant + gameId).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing", e);
        }
    }

    @Override
    public String toString() {
        return "game '" + BoundedText.shown(gameId) + "' of tenant '" + BoundedText.shown(tenant) + "'";
    }
}
