package dev.tidings.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses heads of HTTP/1 that the codec accepts and RFC 9112 does not: unknown versions such as {@code HTTP/9.9}, transfer
 * codings other than chunked, and HTTP/1.1 without a Host or with one that is no authority. A proxy may read them differently.
 */
final class RequestHeads extends ChannelInboundHandlerAdapter {
    private static final String NEVER_IN_AUTHORITY = " \t/?#@\\\"<>";

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
            String flaw = flaw(request);
            if (flaw != null) {
                // Armeria answers it in its turn, and reads no further.
                request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(flaw)));
            }
        }
        ctx.fireChannelRead(message);
    }

    private static @Nullable String flaw(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return "unknown version of HTTP";
        }
        for (String coding : request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING)) {
            if (!HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding.strip())) {
                return "unknown transfer coding";
            }
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            return version.equals(HttpVersion.HTTP_1_1) ? "missing Host" : null;
        }
        return hosts.stream().allMatch(RequestHeads::mayBeAuthority) ? null : "malformed Host";
    }

    /** Two Host headers are refused with a problem of their own, by {@link SingleHost}. */
    private static boolean mayBeAuthority(String host) {
        return host.strip().chars().noneMatch(c -> c >= 0x7f || NEVER_IN_AUTHORITY.indexOf(c) >= 0);
    }
}
