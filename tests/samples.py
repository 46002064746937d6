"""Files as phones make them and as nobody should: just enough of each that its bytes tell it."""

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00" + bytes(range(256)) * 4 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40) + b"IEND\xaeB`\x82"
GIF = b"GIF89a" + bytes(40) + b"\x00\x3b"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40)
VOICE = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01" + bytes(range(256)) * 40
AMR = b"#!AMR\n" + bytes(40)
MP3 = b"ID3\x04\x00" + bytes(40)
AAC = b"\xff\xf1\x50\x80" + bytes(40)
M4A = b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00M4A mp42isom" + bytes(40)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(40)
THREE_GP = b"\x00\x00\x00\x18ftyp3gp4\x00\x00\x00\x00" + bytes(40)
PDF = b"%PDF-1.4\n%\xe2\xe3" + bytes(40) + b"%%EOF"
ZIP = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00[Content_Types].xml" + bytes(40)
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00" + bytes(100)
CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Karki;Sita;;;\r\nFN:Sita Kar\r\n ki\r\n"
    b"item1.TEL;waid=15550142;type=CELL:+1 555 0142\r\nTEL:+15550143\r\nEND:VCARD\r\n"
)
OPENXML = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
