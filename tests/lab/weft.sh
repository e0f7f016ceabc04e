# The program `weft`: profiles in rooms of their own that meet by ticket, by mDNS and by a typed address; sourced by `run`.
# shellcheck shell=bash

lab_weft() {
    echo "the program (weft)"
    weft_bin=${WEFT_BIN:-$target/debug/weft}
    if [ ! -x "$weft_bin" ]; then
        skip "weft" "there is no program at WEFT_BIN or in the target folder; build it with cargo build -p weft"
        return
    fi
    hub hub
    plug_three hub
    watch_hub hub
    if begins; then
        by_invitation
        nearby_and_apart
        opens_a_way_out
        at_a_typed_address
        a_stranger_in_the_room
    fi
    end_watch
    check "devices spoke on the switch" test "$(seen 'udp and src net 10.77.0.0/24 and dst net 10.77.0.0/24')" -gt 20
    check "no packet of weft leaves the local network" no_strays
    end_spaces
}

# weft NAME SECONDS ARGUMENTS…: runs the program with that person's profile in their room.
weft() {
    local name=$1 seconds=$2
    shift 2
    within "$name" "$seconds" "$weft_bin" --profile "$scratch/profile-$name" "$@"
}

# weft_start LOG NAME SECONDS ARGUMENTS…: the same in the background; its process id is in $started.
weft_start() {
    local log=$1 name=$2 seconds=$3
    shift 3
    start "$log" "$name" "$seconds" "$weft_bin" --profile "$scratch/profile-$name" "$@"
}

# field NAME: the first string of that name in the JSON on standard input.
field() { grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | sed 's/^[^:]*: *"//; s/"$//'; }

digest() { weft "$1" 20 status --json 2>>"$scratch/weft-errors" | field view_digest; }

same_view() {
    local one other
    one=$(digest "$1") other=$(digest "$2")
    [ -n "$one" ] && [ "$one" = "$other" ] && return 0
    echo "    $1 shows ${one:-nothing}, $2 shows ${other:-nothing}"
    return 1
}

begins() {
    weft ana 20 init Ana >"$scratch/init-ana" 2>&1 && weft ben 20 init Ben >"$scratch/init-ben" 2>&1 &&
        weft ana 20 found crew "Thursday table" --json >"$scratch/found" 2>&1
    if [ $? -ne 0 ]; then
        fail "two people begin and one founds a crew"
        show "$scratch/init-ana"
        [ -e "$scratch/found" ] && show "$scratch/found"
        return 1
    fi
    pass "two people begin and one founds a crew"
}

by_invitation() {
    local ticket joined="$scratch/join-ben" served="$scratch/serve-ana"
    ticket=$(weft ana 20 invite Ben --into "Thursday table" --json 2>"$scratch/invite" | field ticket)
    check "an invitation is written" test -n "$ticket"
    weft_start "$served" ana 60 serve --no-mdns --for 20
    local serving=$started
    sleep 1
    weft ben 50 join "$ticket" --wait 30 --no-mdns --json >"$joined" 2>&1
    check "Ben comes in by ticket, with no mDNS" says "$joined" '"space"'
    stop "$serving"
    check "after the ticket both show the same" same_view ana ben
    [ "$failed" -eq 0 ] || { show "$joined"; show "$served"; }
}

# Both write while apart; then Ben looks around and finds Ana by mDNS alone.
nearby_and_apart() {
    local met="$scratch/meet-near" served="$scratch/serve-near"
    weft ana 20 note "Thursday table" Plans --append "soup, says Ana" >"$scratch/note-ana" 2>&1
    weft ben 20 note "Thursday table" Plans --append "bread, says Ben" >"$scratch/note-ben" 2>&1
    check "apart, they show different things" test "$(digest ana)" != "$(digest ben)"
    # Another address than the one they met at last, so that only mDNS can find it.
    ip -n "$prefix-ana" address add 10.77.0.21/24 dev eth0
    ip -n "$prefix-ana" address delete 10.77.0.1/24 dev eth0
    ip -n "$prefix-ana" address add 10.77.0.21/24 dev eth0 2>/dev/null
    weft_start "$served" ana 60 serve --for 25
    local serving=$started
    sleep 1
    weft ben 50 meet --nearby --for 20 >"$met" 2>&1
    check "they meet by mDNS" test $? -eq 0
    stop "$serving"
    check "after mDNS both show the same" same_view ana ben
    weft ben 20 note "Thursday table" Plans >"$scratch/note" 2>&1
    check "and both kept their words" eval 'says "$scratch/note" "soup, says Ana" && says "$scratch/note" "bread, says Ben"'
    [ "$failed" -eq 0 ] || { show "$met"; show "$served"; }
}

# From here on a gateway would carry anything out.
opens_a_way_out() {
    local name
    space gate
    plug gate eth0 10.77.0.254/24 hub
    ip netns exec "$prefix-gate" sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
    for name in ana ben chi; do ip -n "$prefix-$name" route add default via 10.77.0.254; done
}

at_a_typed_address() {
    local met="$scratch/meet-typed" served="$scratch/serve-typed"
    weft ana 20 note "Thursday table" Plans --append "and tea" >"$scratch/note-ana" 2>&1
    weft_start "$served" ana 60 serve --no-mdns --listen 10.77.0.21:5000 --for 22
    local serving=$started
    sleep 1
    weft ben 50 meet 10.77.0.21:5000 --no-mdns --for 15 >"$met" 2>&1
    check "they meet at a typed address, with no mDNS" test $? -eq 0
    stop "$serving"
    check "after the typed address both show the same" same_view ana ben
    [ "$failed" -eq 0 ] || { show "$met"; show "$served"; }
}

# Chi is in the room and in nobody's crew: nobody is found, nothing is learnt, and weft says that it reached nobody.
a_stranger_in_the_room() {
    weft chi 20 init Chi >"$scratch/init-chi" 2>&1
    weft_start "$scratch/serve-stranger" ana 60 serve --for 12
    local serving=$started
    sleep 1
    weft chi 30 meet --nearby --for 6 >"$scratch/meet-chi" 2>&1
    check "who knows nobody reaches nobody" test $? -eq 1
    check "and learns no name" never_says "$scratch/meet-chi" 'Ana|Ben|Thursday'
    stop "$serving"
    [ "$failed" -eq 0 ] || { show "$scratch/meet-chi"; }
}
