#!/usr/bin/python3
"""DHT nodes of libtorrent, each in a session of its own, led by lines of JSON.

Standard input takes requests, {"id": 1, "op": NAME, ...}; standard output gives one answer each,
{"id": 1, ...}, with "error" where there is none to give. Bytes are hexadecimal, addresses are
HOST:PORT. All requests but the first two name a session by "node", counted from 0.

  version                                   {version}
  start     hosts bootstrap                 {addresses}      one session for each host; without
                                                             bootstrap they know each other
  known                                     {count}          nodes in the routing table
  put       seed key salt value             {stored, seq}    libtorrent reads, and writes seq + 1
  get       key salt                        {value, seq, sig}, or {} where there is nothing
  put_immutable  value                      {stored}
  get_immutable  target                     {value}, or {} where there is nothing
  announce  info_hash                       {port}           its own; goes on in the background
  peers     info_hash                       {peers}          of one lookup
  queries                                   {asked, answered}  how many of which kind so far,
                                                             counted if "start" had "log": true
"""

import collections
import hashlib
import json
import os
import re
import selectors
import sys
import tempfile
import time

import libtorrent as lt

# What a lookup may take here: libtorrent lets each node that is gone wait for 15 s.
LOOKUP_SECONDS = 20

QUERY = re.compile(r"^(==>|<==).*'q': '(\w+)'")

SETTINGS = {
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_incoming_tcp": False,
    "enable_outgoing_tcp": False,
    "enable_incoming_utp": False,
    "enable_outgoing_utp": False,
    "allow_multiple_connections_per_ip": True,
    "aio_threads": 1,
    "alert_queue_size": 100000,
    # On one machine all nodes are one neighbourhood, and no address proves an id.
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_prefer_verified_node_ids": False,
    "dht_ignore_dark_internet": False,
    # Nor is anybody flooded here who speaks faster than on a slow line.
    "dht_block_ratelimit": 1000000,
    "dht_upload_rate_limit": 100000000,
}


class Waiting:
    """A request that an alert, or time, will answer."""

    def __init__(self, request, session, deadline):
        self.request = request
        self.session = session
        self.deadline = deadline
        self.found = {}


class Program:
    def __init__(self):
        self.sessions = []
        self.queries = []
        self.waiting = []
        self.wake_read, self.wake_write = os.pipe()
        os.set_blocking(self.wake_read, False)
        os.set_blocking(self.wake_write, False)

    def run(self):
        selector = selectors.DefaultSelector()
        selector.register(sys.stdin.buffer.raw, selectors.EVENT_READ)
        selector.register(self.wake_read, selectors.EVENT_READ)
        unread = b""
        while True:
            for key, _ in selector.select(self.seconds_left()):
                if key.fd == self.wake_read:
                    os.read(self.wake_read, 65536)
                    continue
                more = os.read(key.fd, 65536)
                if not more:
                    return
                *lines, unread = (unread + more).split(b"\n")
                for line in lines:
                    self.receive(json.loads(line))
            for index in range(len(self.sessions)):
                for alert in self.sessions[index].pop_alerts():
                    self.hear(index, alert)
            self.expire()

    def seconds_left(self):
        ends = [waiting.deadline for waiting in self.waiting]
        return max(0, min(ends) - time.monotonic()) if ends else None

    def receive(self, request):
        try:
            result = getattr(self, "op_" + request["op"])(request)
        except Exception as failure:  # The test shall see it.
            result = {"error": repr(failure)}
        if result is not None:
            self.answer(request, result)

    @staticmethod
    def answer(request, result):
        print(json.dumps({"id": request["id"], **result}), flush=True)

    def wait(self, request, seconds=LOOKUP_SECONDS):
        self.waiting.append(Waiting(request, request["node"], time.monotonic() + seconds))

    def session(self, request):
        return self.sessions[request["node"]]

    # Requests

    def op_version(self, request):
        return {"version": lt.__version__}

    def op_start(self, request):
        sockets = [self.start(host, request) for host in request["hosts"]]
        if not request["bootstrap"]:
            for session in self.sessions:
                for socket in sockets:
                    session.add_dht_node(socket)
        return {"addresses": [bracketed(host) + ":" + str(port) for host, port in sockets]}

    def start(self, host, request):
        categories = lt.alert.category_t.dht_notification
        categories |= lt.alert.category_t.dht_operation_notification
        if request.get("log"):
            categories |= lt.alert.category_t.dht_log_notification
        session = lt.session(
            {
                **SETTINGS,
                "listen_interfaces": bracketed(host) + ":0",
                "dht_bootstrap_nodes": ",".join(request["bootstrap"]),
                "alert_mask": categories,
            }
        )
        session.set_alert_fd(self.wake_write)
        self.sessions.append(session)
        self.queries.append({"==>": collections.Counter(), "<==": collections.Counter()})
        return host, self.port_of(session)

    @staticmethod
    def port_of(session):
        end = time.monotonic() + 10
        while session.listen_port() == 0:
            if time.monotonic() > end:
                raise TimeoutError("no socket")
            session.wait_for_alert(20)
        return session.listen_port()

    def op_known(self, request):
        self.wait(request)
        self.session(request).post_dht_stats()

    def op_put(self, request):
        # RFC 8032, 5.1.5: libtorrent wants the key in its expanded form.
        expanded = bytearray(hashlib.sha512(bytes.fromhex(request["seed"])).digest())
        expanded[0] &= 0xF8
        expanded[31] = (expanded[31] & 0x3F) | 0x40
        self.wait(request)
        self.session(request).dht_put_mutable_item(
            bytes(expanded),
            bytes.fromhex(request["key"]),
            bytes.fromhex(request["value"]),
            bytes.fromhex(request["salt"]),
        )

    def op_get(self, request):
        self.wait(request)
        self.session(request).dht_get_mutable_item(
            bytes.fromhex(request["key"]), bytes.fromhex(request["salt"])
        )

    def op_put_immutable(self, request):
        self.wait(request)
        self.session(request).dht_put_immutable_item(bytes.fromhex(request["value"]))

    def op_get_immutable(self, request):
        self.wait(request)
        self.session(request).dht_get_immutable_item(lt.sha1_hash(bytes.fromhex(request["target"])))

    def op_announce(self, request):
        # The binding has no way to name the flags of dht_announce, so a torrent does it.
        torrent = lt.add_torrent_params()
        torrent.info_hashes = lt.info_hash_t(lt.sha1_hash(bytes.fromhex(request["info_hash"])))
        torrent.save_path = tempfile.gettempdir()
        session = self.session(request)
        session.add_torrent(torrent).force_dht_announce()
        return {"port": session.listen_port()}

    def op_peers(self, request):
        self.wait(request)
        self.session(request).dht_get_peers(lt.sha1_hash(bytes.fromhex(request["info_hash"])))

    def op_queries(self, request):
        seen = self.queries[request["node"]]
        return {"asked": seen["==>"], "answered": seen["<=="]}

    # Alerts

    def hear(self, index, alert):
        if isinstance(alert, lt.dht_pkt_alert):
            query = QUERY.match(alert.message())
            if query:
                self.queries[index][query[1]][query[2]] += 1
        elif isinstance(alert, lt.dht_stats_alert):
            count = sum(bucket["num_nodes"] for bucket in alert.routing_table)
            self.complete(index, "known", lambda request: True, {"count": count})
        elif isinstance(alert, lt.dht_put_alert) and not any(bytes(alert.public_key)):
            self.complete(
                index, "put_immutable", lambda request: True, {"stored": alert.num_success}
            )
        elif isinstance(alert, lt.dht_put_alert):
            self.complete(
                index,
                "put",
                lambda request: self.is_item(request, alert.public_key, alert.salt),
                {"stored": alert.num_success, "seq": alert.seq},
            )
        elif isinstance(alert, lt.dht_mutable_item_alert) and alert.authoritative:
            self.complete(
                index,
                "get",
                lambda request: self.is_item(request, alert.key, alert.salt),
                self.item(alert),
            )
        elif isinstance(alert, lt.dht_immutable_item_alert):
            self.complete(
                index,
                "get_immutable",
                lambda request: request["target"] == str(alert.target),
                self.item(alert),
            )
        elif isinstance(alert, lt.dht_get_peers_reply_alert):
            self.complete(
                index,
                "peers",
                lambda request: request["info_hash"] == str(alert.info_hash),
                {"peers": [bracketed(host) + ":" + str(port) for host, port in alert.peers()]},
            )

    @staticmethod
    def is_item(request, key, salt):
        return (request["key"], request["salt"]) == (bytes(key).hex(), raw(salt).hex())

    @staticmethod
    def item(alert):
        try:
            value = raw(alert.item["value"])
        except RuntimeError:  # What the binding makes of nothing found.
            return {}
        if isinstance(alert, lt.dht_immutable_item_alert):
            return {"value": value.hex()}
        return {
            "value": value.hex(),
            "seq": alert.seq,
            "sig": bytes(alert.signature).hex(),
        }

    def complete(self, index, op, fits, result):
        for waiting in list(self.waiting):
            request = waiting.request
            if waiting.session == index and request["op"] == op and fits(request):
                self.waiting.remove(waiting)
                self.answer(request, result)

    def expire(self):
        now = time.monotonic()
        for waiting in list(self.waiting):
            if waiting.deadline <= now:
                self.waiting.remove(waiting)
                # No alert comes for a lookup of peers that found none.
                empty = {"peers": []} if waiting.request["op"] == "peers" else {"error": "timeout"}
                self.answer(waiting.request, empty)


def bracketed(host):
    return "[" + host + "]" if ":" in host else host


def raw(text):
    return text if isinstance(text, bytes) else text.encode("latin-1")


Program().run()
# Twenty sessions take their time to take leave of nobody.
os._exit(0)
