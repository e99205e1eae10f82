package dev.tidings.server.config;

import java.util.regex.Pattern;

/** Keeps secrets out of what is shown. */
public final class Masking {
    private static final Pattern SECRET_KEY = Pattern.compile(
            "(?i).*(password|passwd|secret|token|private_key|api_key|credential|jaas|keystore[._]key).*");
    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;][a-z_]*(?:password|secret|token)[a-z_]*=)[^&;]*");

    private Masking() {}

    static boolean secretKey(String key) {
        return SECRET_KEY.matcher(key).matches();
    }

    /** A URL without what a password could stand in. */
    static String url(String url) {
        return PARAMETER.matcher(USER_INFO.matcher(url).replaceAll("//****@")).replaceAll("$1****");
    }

    /** A URL without parameters and credentials, whatever stands in them. */
    public static String bare(String url) {
        int parameters = url.indexOf('?');
        String bare = parameters < 0 ? url : url.substring(0, parameters);
        return USER_INFO.matcher(bare).replaceAll("//");
    }
}
