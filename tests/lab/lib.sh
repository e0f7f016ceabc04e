# Namespaces, captures and counting for the laboratory; sourced by `run`.
# shellcheck shell=bash

passed=0 failed=0 skipped=0
prefix="weft-lab-$$"
scratch=$(mktemp -d)
spaces=()
pids=()
captures=0
why_not=

pass() { passed=$((passed + 1)); echo "  ok      $1"; }
fail() { failed=$((failed + 1)); echo "  FAILED  $1"; }
skip() { skipped=$((skipped + 1)); echo "  skipped $1: $2"; }
report() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}

# check NAME COMMAND…: passes where the command succeeds.
check() {
    local name=$1
    shift
    if "$@"; then pass "$name"; else fail "$name"; fi
}

# says FILE PATTERN: whether a line of the file matches.
says() { grep -Eq -- "$2" "$1"; }
never_says() { ! grep -Eq -- "$2" "$1"; }

# soon FILE PATTERN SECONDS: waits until a line of the file matches.
soon() {
    local end=$((SECONDS + $3))
    until grep -Eq -- "$2" "$1" 2>/dev/null; do
        [ "$SECONDS" -ge "$end" ] && return 1
        sleep 0.1
    done
}

show() { echo "    --- $1"; sed 's/^/    | /' "$1" | tail -n "${2:-15}"; }

can_run() {
    if [ "$(id -u)" -ne 0 ]; then
        why_not="network namespaces need root"
        return 1
    fi
    local missing=()
    command -v ip >/dev/null || missing+=(iproute2)
    command -v tcpdump >/dev/null || missing+=(tcpdump)
    if [ "${#missing[@]}" -gt 0 ]; then
        { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
            >"$scratch/apt" 2>&1
    fi
    if ! command -v ip >/dev/null || ! command -v tcpdump >/dev/null; then
        why_not="iproute2 or tcpdump is missing and could not be installed"
        return 1
    fi
    if ! ip netns add "$prefix-try" 2>"$scratch/try"; then
        why_not="this kernel gives no network namespaces ($(tail -n 1 "$scratch/try"))"
        return 1
    fi
    spaces+=("$prefix-try")
    if ! ip -n "$prefix-try" link add br0 type bridge 2>"$scratch/try"; then
        why_not="this kernel gives no bridge ($(tail -n 1 "$scratch/try"))"
        return 1
    fi
}

# space NAME: makes a namespace with loopback.
space() {
    ip netns add "$prefix-$1" && spaces+=("$prefix-$1")
    ip -n "$prefix-$1" link set lo up
}

# hub NAME: makes a namespace that is nothing but a switch.
hub() {
    space "$1"
    ip -n "$prefix-$1" link add br0 type bridge
    ip -n "$prefix-$1" link set br0 up
}

# plug NAME INTERFACE ADDRESS/BITS HUB: a cable from a namespace to a switch.
plug() {
    local port="p-$1-$2"
    ip -n "$prefix-$1" link add "$2" type veth peer name "${port:0:15}" netns "$prefix-$4"
    ip -n "$prefix-$4" link set "${port:0:15}" master br0 up
    ip -n "$prefix-$1" address add "$3" dev "$2"
    ip -n "$prefix-$1" link set "$2" up
}

# within NAME SECONDS COMMAND…: runs a command in a namespace, at most so long.
within() {
    local name=$1 seconds=$2
    shift 2
    timeout "$seconds" ip netns exec "$prefix-$name" "$@"
}

# start LOG NAME SECONDS COMMAND…: the same in the background; its process id is in $started.
start() {
    local log=$1 name=$2 seconds=$3
    shift 3
    # Not through `within`: the process id would be that of a shell, and what it runs would outlive it.
    timeout "$seconds" ip netns exec "$prefix-$name" "$@" >"$log" 2>&1 &
    started=$!
    pids+=("$started")
}

# finish PID…: waits for processes that were started.
finish() { wait "$@" 2>/dev/null; }

# stop PID…: tells processes that were started that they are no longer needed, and waits for them.
stop() {
    kill -TERM "$@" 2>/dev/null
    wait "$@" 2>/dev/null
}

# watch_hub NAME: begins to capture all that passes the switch.
watch_hub() {
    captures=$((captures + 1))
    capture="$scratch/$1-$captures.pcap"
    ip netns exec "$prefix-$1" tcpdump -i any -n -B 8192 -U --immediate-mode -w "$capture" 2>"$capture.log" &
    capturing=$!
    pids+=("$capturing")
    soon "$capture.log" 'listening on' 10
}

# end_watch: ends the capture.
end_watch() {
    sleep 1
    kill -INT "$capturing" 2>/dev/null
    wait "$capturing" 2>/dev/null
}

# seen FILTER: how many packets of the capture match.
seen() { tcpdump -n -r "$capture" "$1" 2>/dev/null | wc -l; }

# What may pass on the local network 10.77.0.0/24: its own packets, address resolution, mDNS and the joining of its group.
# Everything else is a packet that would leave, or that came from elsewhere.
allowed='arp
 or (src net 10.77.0.0/24 and dst net 10.77.0.0/24)
 or (src net 10.77.0.0/24 and dst host 224.0.0.251 and udp port 5353)
 or (ip proto 2 and dst net 224.0.0.0/24)
 or (ip6 and not udp and (dst net ff02::/16 or dst net fe80::/10))'

# strays: how many packets leave the local network.
strays() { seen "not ($(echo $allowed))"; }

no_strays() {
    local count
    count=$(strays)
    [ "$count" -eq 0 ] && return 0
    echo "    $count packets left the local network:"
    tcpdump -n -r "$capture" "not ($(echo $allowed))" 2>/dev/null | head -n 10 | sed 's/^/    | /'
    return 1
}

# end_spaces: takes down the namespaces of one part.
end_spaces() {
    local name
    for name in "${spaces[@]}"; do ip netns delete "$name" 2>/dev/null; done
    spaces=()
}

clean_up() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
    wait 2>/dev/null
    end_spaces
    rm -rf "$scratch"
}
