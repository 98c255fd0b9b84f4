// Verifying a certificate of a public authority in an image without any root certificate.
import type { CellFailure } from '../types.ts';
import { cells, module } from './_runtime.ts';

/** ISRG Root X2, valid until 2040: signed by itself, so that it is trusted exactly where it is among the roots. */
const ISRG_ROOT_X2 = `-----BEGIN CERTIFICATE-----
MIICGzCCAaGgAwIBAgIQQdKd0XLq7qeAwSxs6S+HUjAKBggqhkjOPQQDAzBPMQsw
CQYDVQQGEwJVUzEpMCcGA1UEChMgSW50ZXJuZXQgU2VjdXJpdHkgUmVzZWFyY2gg
R3JvdXAxFTATBgNVBAMTDElTUkcgUm9vdCBYMjAeFw0yMDA5MDQwMDAwMDBaFw00
MDA5MTcxNjAwMDBaME8xCzAJBgNVBAYTAlVTMSkwJwYDVQQKEyBJbnRlcm5ldCBT
ZWN1cml0eSBSZXNlYXJjaCBHcm91cDEVMBMGA1UEAxMMSVNSRyBSb290IFgyMHYw
EAYHKoZIzj0CAQYFK4EEACIDYgAEzZvVn4CDCuwJSvMWSj5cz3es3mcFDR0HttwW
+1qLFNvicWDEukWVEYmO6gbf9yoWHKS5xcUy4APgHoIYOIvXRdgKam7mAHf7AlF9
ItgKbppbd9/w+kHsOdx1ymgHDB/qo0IwQDAOBgNVHQ8BAf8EBAMCAQYwDwYDVR0T
AQH/BAUwAwEB/zAdBgNVHQ4EFgQUfEKWrt5LSDv6kviejM9ti6lyN5UwCgYIKoZI
zj0EAwMDaAAwZQIwe3lORlCEwkSHRhtFcP9Ymd70/aTSVaYgLXTWNLxBo1BfASdW
tL4ndQavEi51mI38AjEAi/V3bNTIZargCyzuFJ0nN6T5U6VR5CmD1/iQMVtCnwr1
/q4AaOeMSQ+2b1tbFfLn
-----END CERTIFICATE-----
`;

const MAIN = `package main

import (
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"fmt"
	"os"
)

//go:embed public.pem
var public []byte

func main() {
	block, _ := pem.Decode(public)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		panic(err)
	}
	if _, err := certificate.Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		fmt.Fprintln(os.Stderr, "Get \\"https://letsencrypt.org/\\": tls: failed to verify certificate:", err)
		os.Exit(1)
	}
	fmt.Println("trusted:", certificate.Subject.CommonName)
}
`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'ca-roots-missing',
    cause: 'ca-roots-missing',
    files: module({ 'main.go': MAIN, 'public.pem': ISRG_ROOT_X2 }),
    matrix: cells({ cgo: '0', base: 'empty, distroless' }),
    red: 'base=empty',
    control: 'base=distroless',
    fix: 'add-ca-roots',
    sample: true,
  },
];

export default failures;
