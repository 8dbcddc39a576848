"""What is told about formats that are not read: what the file is, and what the person should do."""

from __future__ import annotations

from jiefen_lite.errors import UnreadableFile

ASK_XLSX = "请用 WPS 或 Excel 打开该文件，另存为“Excel 工作簿（*.xlsx）”后再导入。"
_ASK_TABLE = "请向来源单位要 Excel 或 CSV 格式的台账。"
SENTENCES: dict[str, tuple[str, ...]] = {
    "empty": ("文件是空的，没有任何内容。", "请重新从原系统导出后再导入。"),
    "encrypted": (
        "这个文件设了打开密码，无法读取。",
        "请在 WPS 或 Excel 中打开它，取消打开密码并另存为 .xlsx 后再导入。",
    ),
    "guarded": (
        "这个文件被单位的加密软件锁着，无法读取。",
        "请在装有该加密软件的电脑上解密，另存为 .xlsx 后再导入。",
    ),
    "macro": (
        "这个工作簿带有宏（程序），为安全起见没有打开。",
        "请用 WPS 或 Excel 打开它，另存为不带宏的“Excel 工作簿（*.xlsx）”后再导入。",
    ),
    "doc": ("这是 Word 或 WPS 文字文档，不是表格。", "请把其中的表格复制到 Excel，另存为 .xlsx 后再导入。"),
    "slides": ("这是演示文稿，不是表格。", "请把其中的表格复制到 Excel，另存为 .xlsx 后再导入。"),
    "mht": ("这是单个文件网页（.mht），不能直接读取。", ASK_XLSX),
    "exchange": ("这是 DIF 或 SYLK 交换文件，不能直接读取。", ASK_XLSX),
    "xml": ("这是 XML 文件，不是表格。", ASK_XLSX),
    "xlsb": ("这是二进制工作簿（.xlsb），不能直接读取。", ASK_XLSX),
    "ole": ("这是旧版办公软件的文件，里面没有 Excel 工作簿。", "如果是表格，" + ASK_XLSX),
    "damaged": ("文件不完整或已损坏，打不开。", "请重新导出，或用 WPS 打开修复并另存为 .xlsx 后再导入。"),
    "archive": ("这是压缩包，不是表格。", "请先解压，再把里面的表格文件逐个导入。"),
    "pdf": ("这是 PDF 文件，不是表格。", _ASK_TABLE),
    "ofd": ("这是 OFD 版式文件，不是表格。", _ASK_TABLE),
    "picture": ("这是图片，不是表格。", _ASK_TABLE),
    "unknown": ("认不出这个文件的格式。", "请确认是表格文件；" + ASK_XLSX),
}


def refuse(kind: str) -> UnreadableFile:
    """The error for a format that is not read, with what the person should do."""
    return UnreadableFile(*SENTENCES[kind])
