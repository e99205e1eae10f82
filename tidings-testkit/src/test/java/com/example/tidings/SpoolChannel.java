package com.example.tidings;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.notification.Content;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes every message to a file in {@code channels.spool.folder}, for another program to process. */
public final class SpoolChannel implements Channel {
    private Path folder = Path.of("spool");

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public void start(ChannelContext context) {
        Object setting = context.settings().getOrDefault("folder", "spool");
        folder = context.baseDir().resolve(setting.toString());
        if (!Files.isDirectory(folder)) {
            throw Problem.invalid("channels.spool.folder", folder, "a folder").exception();
        }
    }

    @Override
    public Outcome send(Message message) {
        try {
            checkAddress("address", message.address());
        } catch (ProblemException e) {
            return Outcome.rejected("endpoint_invalid", e.problem().message(), Evidence.NONE);
        }
        Content content = message.notification().content();
        String text = content == null ? message.notification().type() : content.title() + "\n" + content.summary();
        // The delivery's id is the same on every attempt, so a repeat replaces the file instead of adding one.
        String file = message.address() + "-" + message.deliveryId() + ".txt";
        try {
            Files.writeString(folder.resolve(file), text);
            return Outcome.sent(new Evidence(null, file, null, null));
        } catch (IOException e) {
            return Outcome.retry("spool_not_writable", "cannot write to the spool: " + e, Evidence.NONE);
        }
    }

    @Override
    public void checkAddress(String field, String address) {
        if (!address.matches("[a-z0-9]{1,40}")) {
            throw Problem.invalid(field, address, "1 to 40 lower-case letters and digits")
                    .exception();
        }
    }
}
