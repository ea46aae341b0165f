from __future__ import annotations

import pytest

from streams.intake.language import detect_language


@pytest.mark.parametrize(
    "text",
    [
        "Clashes between FARDC and M23 near Kitshanga, 4 dead.",
        "On 3 May, Al Shabaab attacked a police station in Mandera.",
        "GUNMEN KILL THREE IN RAID ON VILLAGE NEAR MAIDUGURI",
        "Gunmen Kill Three In Raid On Village Near Maiduguri",
        "SAN MIGUEL, 3 JAN 90 -- [TEXT] THE ARMY REPORTED THAT TWO SOLDIERS DIED.",
        "Protest in Nairobi.",
        "Boko Haram militants shot dead five farmers in Damboa, Borno state.",
        "In Deir ez-Zor, Islamic State and SDF clashed at Hajin.",
    ],
)
def test_reports_in_english_pass_however_short(text: str) -> None:
    assert detect_language("", text).is_english


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Des hommes armés ont attaqué un village dans le nord du pays et tué cinq civils.", "fr"),
        ("Hombres armados atacaron una aldea en el norte del país y mataron a cinco civiles.", "es"),
        ("Homens armados atacaram uma aldeia no norte do país e mataram cinco civis.", "pt"),
        ("Bewaffnete haben ein Dorf im Norden des Landes angegriffen und fünf Menschen getötet.", "de"),
        ("Kelompok bersenjata menyerang sebuah desa di utara dan menewaskan lima warga sipil.", "id"),
        ("Silahlı kişiler ülkenin kuzeyindeki bir köye saldırdı ve beş sivili öldürdü.", "tr"),
        ("هاجم مسلحون قرية في شمال البلاد وقتلوا خمسة مدنيين.", "ar"),
        ("Вооруженные люди напали на деревню на севере страны и убили пять человек.", "ru"),
        ("Uomini armati hanno attaccato un villaggio nel nord del paese e ucciso cinque civili.", "it"),
    ],
)
def test_other_languages_are_named(text: str, code: str) -> None:
    assert detect_language("", text).code == code
