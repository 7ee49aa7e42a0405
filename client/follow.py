#!/usr/bin/env python3
"""Follows the feed of nianbaod and misses nothing: follow.py [FEED [REPLAY [TOPIC]]]

Subscribe first; then ask the replay socket for what lies behind the last event seen. The event
that comes next is handed out; whatever else the feed says (a later event, a heartbeat that
differs, another epoch, silence) is only a reason to ask again, and the answer decides.
"""
import json
import sys
import time

import zmq

PATIENCE = 5  # seconds without an answer or a sign of life


class Follower:
    def __init__(self, feed, replay, topic, epoch="", sequence=0):
        self.feed, self.replay, self.topic = feed, replay, topic
        self.epoch, self.sequence = epoch, sequence  # up to here all has been seen: to be kept
        self.context, self.patience = zmq.Context(), PATIENCE

    def connect(self, kind, endpoint):
        socket = self.context.socket(kind)
        socket.set(zmq.LINGER, 0)
        socket.set(zmq.RCVTIMEO, self.patience * 1000)
        socket.connect(endpoint)
        return socket

    def ask(self, *words):
        """Yields the answers, on a socket of their own: late ones belong to nobody."""
        with self.connect(zmq.DEALER, self.replay) as socket:
            socket.send_multipart([word.encode() for word in words])
            while True:
                word, *rest = socket.recv_multipart()
                if word not in (b"EVENT", b"END", b"GONE"):
                    raise RuntimeError([word, *rest])  # ERROR: busy
                yield word, rest
                if word != b"EVENT":
                    return

    def take(self, text):
        """Hands out an event unless it was seen before, and moves behind it."""
        event = json.loads(text)
        if int(event["sequence"]) > self.sequence:
            self.epoch, self.sequence = self.epoch or event["epoch"], int(event["sequence"])
            yield event, text

    def catch_up(self):
        """Hands out everything behind the position. Another journal is read from its start."""
        epoch, asked = self.epoch, self.sequence
        for word, rest in self.ask("REPLAY", epoch, str(asked + 1), self.topic):
            if word == b"EVENT":
                yield from self.take(rest[1])
            elif word == b"GONE" and epoch in ("", rest[0].decode()):
                self.epoch, kept = rest[0].decode(), int(rest[1])
                # What is older than that is no longer kept, but for the latest revisions.
                for kind, event in self.ask("SNAPSHOT", self.topic):
                    if kind == b"EVENT" and int(json.loads(event[1])["sequence"]) < kept:
                        yield from self.take(event[1])
                self.sequence = kept - 1
                yield from self.catch_up()
            elif word == b"GONE" or (epoch and int(rest[0]) < asked):
                # Another journal, or this one was set back to an old copy.
                self.epoch, self.sequence = rest[0].decode() if word == b"GONE" else epoch, 0
                yield from self.catch_up()
            else:
                self.sequence = int(rest[0])

    def listen(self, feed):
        """Hands out what comes as long as it is what comes next."""
        while feed.poll(PATIENCE * 1000):
            topic, text = feed.recv_multipart()
            message, heartbeat = json.loads(text), topic == b"heartbeat"
            new = int(message["sequence"]) - self.sequence
            if message["epoch"] != self.epoch or new > 1 or (heartbeat and new != 0):
                return
            yield from () if heartbeat else self.take(text)

    def events(self):
        feed = self.connect(zmq.SUB, self.feed)
        feed.subscribe(self.topic)
        feed.subscribe("heartbeat")
        while True:
            try:
                yield from self.catch_up()
                self.patience = PATIENCE
                yield from self.listen(feed)
            except (zmq.Again, RuntimeError) as error:
                print("cannot catch up, trying again:", error, file=sys.stderr)
                self.patience = min(2 * self.patience, 600)  # it may search for long
                time.sleep(1)


if __name__ == "__main__":
    defaults = ["tcp://127.0.0.1:5560", "tcp://127.0.0.1:5561", "report/"]
    for event, text in Follower(*(sys.argv[1:] + defaults[len(sys.argv) - 1:])).events():
        sys.stdout.buffer.write(text + b"\n")
        sys.stdout.flush()
