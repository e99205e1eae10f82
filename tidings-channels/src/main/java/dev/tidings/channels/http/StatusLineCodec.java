package dev.tidings.channels.http;

import com.linecorp.armeria.common.SessionProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 codec that reports the final status whatever follows it. Oversized, malformed or truncated headers end
 * the response with the headers read so far. Unrequested bytes, such as the body of a 204, close the connection,
 * because they would be taken for the next response.
 */
final class StatusLineCodec extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {
    /** The maximum of a header block that is read. */
    static final int MAX_HEADER_BYTES = 64 * 1024;

    private static final AttributeKey<Integer> STATUS = AttributeKey.valueOf(StatusLineCodec.class, "status");

    private StatusLineCodec(Channel channel) {
        this(new Decoder(channel));
    }

    private StatusLineCodec(Decoder decoder) {
        super(decoder, new Encoder(decoder));
    }

    /** Replaces the client's codec once a connection turns out to be HTTP/1.1. */
    static void install(ChannelPipeline pipeline) {
        pipeline.addFirst(new Installer());
    }

    /**
     * Returns the final status if its line was read but its headers were not, or were invalid; otherwise null, and
     * always null for HTTP/2.
     */
    static @Nullable Integer status(Channel channel) {
        return channel.attr(STATUS).get();
    }

    private static final class Installer extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == SessionProtocol.H1 || event == SessionProtocol.H1C) {
                ctx.pipeline().replace(HttpClientCodec.class, null, new StatusLineCodec(ctx.channel()));
            }
            ctx.fireUserEventTriggered(event);
        }
    }

    private static final class Encoder extends HttpRequestEncoder {
        private final Decoder decoder;

        Encoder(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        protected void encode(ChannelHandlerContext ctx, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest) {
                decoder.expecting = true;
            }
            super.encode(ctx, message, out);
        }
    }

    /** Confined to the connection's event loop. */
    private static final class Decoder extends HttpResponseDecoder {
        private final Channel channel;

        /** Whether a request was sent whose final response has not ended. */
        private boolean expecting;

        private boolean withinFinal;

        Decoder(Channel channel) {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_HEADER_BYTES)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setStrictLineParsing(false));
            this.channel = channel;
        }

        @Override
        protected HttpMessage createMessage(String[] initialLine) {
            HttpMessage message = super.createMessage(initialLine);
            if (isFinal(message)) {
                channel.attr(STATUS).set(((HttpResponse) message).status().code());
            }
            return message;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            if (!expecting) {
                in.skipBytes(in.readableBytes());
                var _ = channel.close();
                return;
            }
            int before = out.size();
            super.decode(ctx, in, out);
            finishHeaders(before, out);
        }

        @Override
        protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            int before = out.size();
            super.decodeLast(ctx, in, out);
            finishHeaders(before, out);
        }

        private void finishHeaders(int from, List<Object> out) {
            detectEnd(from, out);
            for (int i = from; i < out.size(); i++) {
                if (out.get(i) instanceof HttpMessage message && isFinal(message) && status(channel) != null) {
                    if (message.decoderResult().isFailure()) {
                        endWithHeadersSoFar(message);
                        out.add(LastHttpContent.EMPTY_LAST_CONTENT);
                    } else {
                        // Resets the status for the next response on this connection.
                        channel.attr(STATUS).set(null);
                    }
                    return;
                }
            }
        }

        private void detectEnd(int from, List<Object> out) {
            for (int i = from; i < out.size(); i++) {
                if (out.get(i) instanceof HttpMessage message && isFinal(message)) {
                    withinFinal = true;
                }
                if (withinFinal && out.get(i) instanceof LastHttpContent) {
                    withinFinal = false;
                    expecting = false;
                }
            }
        }

        /** Body and headers can no longer be distinguished, so the connection is closed. */
        private static void endWithHeadersSoFar(HttpMessage message) {
            message.setDecoderResult(DecoderResult.SUCCESS);
            message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }

        private static boolean isFinal(HttpMessage message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
        }
    }
}
