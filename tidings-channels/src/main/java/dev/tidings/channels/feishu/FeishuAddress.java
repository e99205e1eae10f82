package dev.tidings.channels.feishu;

import com.google.common.collect.ImmutableSet;
import dev.tidings.channels.http.TargetUrl;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A validated address of one of two kinds.
 *
 * @param key the last path segment, which is the credential
 */
record FeishuAddress(Kind kind, TargetUrl target, Secret key) {
    /** The kind of receiver. */
    enum Kind {
        /** A workspace flow with a webhook trigger. */
        FLOW("/flow/api/trigger-webhook/", ImmutableSet.of("www.feishu.cn")),
        /** The custom bot of a group. */
        BOT("/open-apis/bot/v2/hook/", ImmutableSet.of("open.feishu.cn", "open.larksuite.com"));

        private final String path;
        private final ImmutableSet<String> hosts;
        private final Pattern pattern;

        Kind(String path, ImmutableSet<String> hosts) {
            this.path = path;
            this.hosts = hosts;
            this.pattern = Pattern.compile(Pattern.quote(path) + "([A-Za-z0-9_-]{8,128})/?");
        }

        /** Returns whether a validated address is of this kind. */
        boolean isOf(String address) {
            return address.contains(path);
        }
    }

    private static final int HTTPS_PORT = 443;
    private static final String EXPECTED =
            "https://www.feishu.cn/flow/api/trigger-webhook/{key}, https://open.feishu.cn/open-apis/bot/v2/hook/{key}"
                    + " or the same on open.larksuite.com";

    /** @param others additional hosts that the operator allows, with the port if it is not 443 */
    static FeishuAddress parse(String field, String url, Set<String> others) {
        TargetUrl target = target(field, url);
        for (Kind kind : Kind.values()) {
            Matcher path = kind.pattern.matcher(target.path());
            if (path.matches()) {
                if (!target.tls() || !allowed(kind, target, others)) {
                    throw Problem.invalid(field, origin(target), EXPECTED + "; channels.feishu.hosts can allow others")
                            .exception();
                }
                return new FeishuAddress(kind, target, new Secret(path.group(1)));
            }
        }
        // The path may contain the key.
        throw Problem.invalid(field, origin(target), EXPECTED).exception();
    }

    private static TargetUrl target(String field, String url) {
        try {
            return TargetUrl.parse(field, url);
        } catch (ProblemException malformed) {
            // The original message repeats the path, which is the credential.
            throw Problem.at(malformed.problem().code(), field, "not a Feishu address", EXPECTED)
                    .exception();
        }
    }

    private static boolean allowed(Kind kind, TargetUrl target, Set<String> others) {
        boolean usual = target.port() == HTTPS_PORT;
        return (usual && (kind.hosts.contains(target.host()) || others.contains(target.host())))
                || others.contains(target.host() + ":" + target.port());
    }

    private static String origin(TargetUrl target) {
        return (target.tls() ? "https://" : "http://") + target.host()
                + (target.port() == HTTPS_PORT ? "" : ":" + target.port()) + "/…";
    }

    /** Returns the URL with a masked key. */
    String shown() {
        return "https://" + target.host() + (target.port() == HTTPS_PORT ? "" : ":" + target.port()) + kind.path
                + key.masked();
    }
}
