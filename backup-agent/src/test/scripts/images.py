#!/usr/bin/env python3
"""Makes src/test/resources/images with programs that are not ours: Pillow, piexif (as A1111 uses it) and exiftool.

apt-get install python3-pil python3-piexif libimage-exiftool-perl; then run it in src/test/resources/images.
"""
import json
import subprocess

import piexif
import piexif.helper
from PIL import Image
from PIL.PngImagePlugin import PngInfo

PARAMETERS = (
    "a red fox, snow\nsecond line\nNegative prompt: blurry, low quality\n"
    "Steps: 9, Sampler: Euler a, Schedule type: Simple, CFG scale: 1.5, Seed: 18446744073709551615, Size: 16x8, "
    'Model hash: 0123456789, Model: z_image_turbo_bf16, Hires prompt: "a fox, \\"closer\\"", Version: v1.10.1'
)
CHINESE = PARAMETERS.replace("a red fox", "雪地里的红狐狸")

GRAPH = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 1125899906842624,
            "steps": ["20", 0],
            "cfg": 1.0,
            "sampler_name": "res_multistep",
            "scheduler": "simple",
            "denoise": 1.0,
            "model": ["11", 0],
            "positive": ["6", 0],
            "negative": ["33", 0],
            "latent_image": ["13", 0],
        },
        "is_changed": [float("nan")],
    },
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["21", 0], "clip": ["18", 0]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["17", 0]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "z", "images": ["8", 0]}},
    "11": {"class_type": "ModelSamplingAuraFlow", "inputs": {"shift": 3, "model": ["12", 0]}},
    "12": {
        "class_type": "LoraLoaderModelOnly",
        "inputs": {"lora_name": "styles/ink.safetensors", "strength_model": 0.8, "model": ["16", 0]},
    },
    "13": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 16, "height": 8, "batch_size": 1}},
    "16": {"class_type": "UNETLoader", "inputs": {"unet_name": "z_image_turbo_bf16.safetensors", "weight_dtype": "default"}},
    "17": {"class_type": "VAELoader", "inputs": {"vae_name": "ae.safetensors"}},
    "18": {"class_type": "CLIPLoader", "inputs": {"clip_name": "qwen_3_4b.safetensors", "type": "lumina2"}},
    "20": {"class_type": "PrimitiveInt", "inputs": {"value": 9}},
    "21": {"class_type": "PrimitiveStringMultiline", "inputs": {"value": "雪地里的红狐狸, NaN is a word here"}},
    "33": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["6", 0]}},
}

WORKFLOW = {
    "nodes": [
        {"id": 3, "type": "KSampler", "widgets_values": [77, "randomize", 9, 1.0, "euler", "simple", 1.0],
         "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 2}, {"name": "negative", "link": 3}]},
        {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a red fox"], "inputs": [{"name": "clip", "link": None}]},
        {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["blurry"], "inputs": []},
        {"id": 16, "type": "UNETLoader", "widgets_values": ["z_image_turbo_bf16.safetensors", "default"], "inputs": []},
    ],
    "links": [[1, 16, 0, 3, 0, "MODEL"], [2, 6, 0, 3, 1, "CONDITIONING"], [3, 7, 0, 3, 2, "CONDITIONING"]],
}

LABEL = {
    "Label": "1", "ContentProducer": "001191110102MACQD9K64010000", "ProduceID": "p-1", "ReservedCode1": "",
    "ContentPropagator": "", "PropagateID": "", "ReservedCode2": "",
}
XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">%s</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
ELEMENT = XMP % ("<TC260:AIGC>" + json.dumps(LABEL).replace('"', "&quot;") + "</TC260:AIGC>")

picture = Image.new("RGB", (16, 8), (200, 80, 30))


def png(name, **texts):
    info = PngInfo()
    for key, value in texts.items():
        info.add_text(key, value)
    picture.save(name, pnginfo=info)


def comment(text):
    return piexif.dump({"Exif": {piexif.ExifIFD.UserComment: piexif.helper.UserComment.dump(text, encoding="unicode")}})


picture.save("plain.png")
png("a1111.png", parameters=PARAMETERS)
png("a1111-chinese.png", parameters=CHINESE)
info = PngInfo()
info.add_text("parameters", PARAMETERS, zip=True)
picture.save("a1111-compressed.png", pnginfo=info)
picture.save("a1111.jpg")
piexif.insert(comment(CHINESE), "a1111.jpg")
picture.save("a1111.webp", exif=comment(CHINESE))
picture.save("a1111-exif.png", exif=comment(CHINESE))
png("comfy.png", prompt=json.dumps(GRAPH), workflow=json.dumps(WORKFLOW))
png("comfy-workflow.png", workflow=json.dumps(WORKFLOW))
exif = Image.Exif()
exif[0x0110] = "prompt:" + json.dumps(GRAPH)
exif[0x010F] = "workflow:" + json.dumps(WORKFLOW)
picture.save("comfy.webp", exif=exif, lossless=True)
info = PngInfo()
info.add_itxt("XML:com.adobe.xmp", ELEMENT)
picture.save("label.png", pnginfo=info)
picture.save("label.webp", xmp=ELEMENT.encode(), lossless=True)
picture.save("label.jpg")
with open("label.xmp", "w") as packet:
    packet.write(ELEMENT)
subprocess.run(["exiftool", "-q", "-overwrite_original", "-xmp<=label.xmp", "label.jpg"], check=True)
subprocess.run(["rm", "label.xmp"], check=True)
