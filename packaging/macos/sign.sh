#!/usr/bin/env bash
# Optional: sign and notarise the app given. SIGN_IDENTITY names the certificate; with NOTARY_PROFILE (made by `xcrun notarytool
# store-credentials`) it is notarised and stapled too. Inner libraries first: the signature of the app covers theirs.
set -euo pipefail
app=$1
here=$(cd "$(dirname "$0")" && pwd)
sign() { codesign --force --options runtime --timestamp --entitlements "$here/entitlements.plist" --sign "$SIGN_IDENTITY" "$@"; }
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 | while IFS= read -r -d '' library; do sign "$library"; done
find "$app/Contents/MacOS" -type f -perm -111 -print0 | while IFS= read -r -d '' program; do sign "$program"; done
sign "$app"
codesign --verify --deep --strict "$app"
if [ -n "${NOTARY_PROFILE:-}" ]; then
  # ditto keeps symbolic links; a plain zip does not, and notarisation then refuses every framework.
  ditto -c -k --keepParent "$app" "$app.zip"
  xcrun notarytool submit "$app.zip" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$app"
  rm "$app.zip"
fi
