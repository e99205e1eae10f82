package dev.tidings.core.secret;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Masks secrets and the addresses that contain them. */
public final class Masking {
    /** Replaces a secret. */
    public static final String MASK = "****";

    private static final String DOTS = "...";
    /** A secret shows one in this many characters at each end, a quarter of it at most. */
    private static final int HIDDEN_FOR_EACH = 8;

    private static final int LEAST_SHOWN = 2;
    private static final int MOST_SHOWN = 4;

    private static final String WORDS =
            "password|passwd|passphrase|secret|token|private[._-]?key|api[._-]?key|access[._-]?key"
                    + "|credential|jaas|keystore[._]key|authorization|cookie";
    private static final Pattern SECRET_NAME = Pattern.compile("(?i)(?!.*_ttl$).*(" + WORDS + ").*");
    private static final Pattern MASKED = Pattern.compile("\\*{4}|.{2,4}\\.{3}.{2,4}");
    private static final Pattern USER_INFO = Pattern.compile("//.*@", Pattern.DOTALL);
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)([?&;][a-z0-9._-]*(?:" + WORDS + ")[a-z0-9._-]*=)[^&;]*");
    private static final Pattern PARAMETERS = Pattern.compile("[?#;]");

    private Masking() {}

    /** Returns whether the name of a setting or header suggests a secret. */
    public static boolean secretName(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** Returns the ends of a long secret, enough for its owner to recognize it, and nothing of a short one. */
    public static String secret(String secret) {
        int shown = Math.min(MOST_SHOWN, secret.length() / HIDDEN_FOR_EACH);
        return shown < LEAST_SHOWN
                ? MASK
                : secret.substring(0, shown) + DOTS + secret.substring(secret.length() - shown);
    }

    /** Returns whether a text looks like a mask, which no secret should. */
    public static boolean masked(String text) {
        return MASKED.matcher(text).matches();
    }

    /** Masks the value of a setting or field by its name. */
    public static String value(String name, String value) {
        return secretName(name) && !value.isEmpty() ? MASK : url(value);
    }

    /** Masks credentials and the values of secret parameters in a URL. */
    public static String url(String text) {
        if (!text.contains("//") && text.indexOf('@') < 0) {
            return SECRET_PARAMETER.matcher(text).replaceAll("$1" + MASK);
        }
        Matcher parameters = PARAMETERS.matcher(text);
        int end = parameters.find() ? parameters.start() : text.length();
        return withoutUserInfo(text.substring(0, end), text.indexOf('@', end) >= 0)
                + SECRET_PARAMETER.matcher(text.substring(end)).replaceAll("$1" + MASK);
    }

    /** Masks a URL for errors: credentials and all parameters, which often contain secrets. */
    public static String address(String text) {
        Matcher parameters = PARAMETERS.matcher(text);
        if (!parameters.find()) {
            return withoutUserInfo(text, false);
        }
        int end = parameters.start();
        return withoutUserInfo(text.substring(0, end), text.indexOf('@', end) >= 0) + text.charAt(end) + "…";
    }

    /** Returns a URL without credentials and parameters, and without a sign that there were any. */
    public static String bare(String text) {
        Matcher parameters = PARAMETERS.matcher(text);
        String bare = parameters.find() ? text.substring(0, parameters.start()) : text;
        return withoutUserInfo(bare, false).replace("//" + MASK + "@", "//");
    }

    /** @param more whether an @ follows: a password may contain a ? */
    private static String withoutUserInfo(String url, boolean more) {
        if (more && !plainHost(url)) {
            int authority = url.indexOf("//");
            return authority < 0 ? MASK : url.substring(0, authority) + "//" + MASK;
        }
        int at = url.lastIndexOf('@');
        if (at >= 0 && url.indexOf("//") < 0 && url.lastIndexOf(':', at) >= 0) {
            return MASK + url.substring(at);
        }
        return at >= 0 && plainHost(url) ? url : USER_INFO.matcher(url).replaceAll("//" + MASK + "@");
    }

    /** Returns whether the URL's authority is only host and port, so that an @ belongs to the path. */
    private static boolean plainHost(String url) {
        try {
            URI uri = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
            return uri.getHost() != null && uri.getRawUserInfo() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
