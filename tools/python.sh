#!/bin/sh
# Run the first Python on this machine that is new enough, or say in one sentence that there is none.
for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$candidate" "$@"
    fi
done
found=$(python3 --version 2>/dev/null || echo "-")
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    zh*) echo "一诺需要 Python 3.11 或更新的版本（本机：${found}），请先安装，再运行一次。" >&2 ;;
    *) echo "Yinuo needs Python 3.11 or newer (this machine has: ${found}); install it and run this again." >&2 ;;
esac
exit 1
