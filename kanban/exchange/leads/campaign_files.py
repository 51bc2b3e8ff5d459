"""Files of campaigns: they make no cards, and fill the board's list of campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.campaign import COSTS, DAYS, LONGEST_NAME, fold_name
from kanban.domain.records.arrival import ArrivedCampaign
from kanban.domain.values import money
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.recognition.cells import AmountReader
from kanban.exchange.recognition.date_columns import DateReader, DateScan
from kanban.exchange.recognition.words.currency_words import read_currency
from kanban.exchange.recognition.words.decimal_signs import AmountScan
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kanban.domain.board import Board
    from kanban.domain.change import Json
    from kanban.exchange.recognition.date_columns import Order
    from kanban.exchange.recognition.sheet import Sheet

_LABELS = {
    "type": ("type", "campaigntype", "typ", "kampagnentyp", "tipo", "soort", "rodzaj", "channel", "kanal",
    "canal", "art"),
    "status": ("status", "campaignstatus", "statut", "estado", "stato", "stan", "etat", "state"),
    "currency": (
        "currency", "currencycode", "currencyisocode", "campaigncurrency", "wahrung", "waehrung", "devise", "moneda",
        "moeda", "valuta", "waluta",
    ),
    "planned_cost": (
        "budgetedcost", "plannedcost", "budget", "campaignbudget", "budgettotal", "campaignbudgettotal", "totalbudget",
        "budgetedcostincampaign", "plannedbudget", "estimatedcost", "expectedcost", "geplantekosten", "plankosten",
        "budgetprevu", "coutprevu", "presupuesto", "costeprevisto", "costopresupuestado", "orcamento", "custoprevisto",
        "budgetprevisto", "costoprevisto", "begroting", "geplandekosten", "budzet", "planowanykoszt", "kosztplanowany",
    ),
    "actual_cost": (
        "actualcost", "actualcostincampaign", "spendtotal", "campaignspendtotal", "totalspend", "cost",
        "spend", "spent",
        "amountspent", "totalcost", "costs", "istkosten", "tatsachlichekosten", "kosten", "coutreel",
        "cout", "costoreal",
        "costereal", "costo", "coste", "custoreal", "custo", "costoeffettivo", "werkelijkekosten", "kosztrzeczywisty",
        "koszt", "ausgaben", "depenses", "gasto", "spesa",
    ),
    "from": (
        "startdate", "campaignstartdate", "start", "startdatum", "beginn", "datededebut", "datedebut", "debut",
        "fechadeinicio", "fechainicio", "inicio", "datadeinicio", "datainicio", "datainizio", "datadiinizio", "inizio",
        "begindatum", "datarozpoczecia", "poczatek",
    ),
    "to": (
        "enddate", "campaignenddate", "end", "enddatum", "ende", "datedefin", "datefin", "fin",
        "fechadefin", "fechafin",
        "datadetermino", "datadefim", "termino", "datafine", "datadifine", "fine", "einddatum",
        "datazakonczenia", "koniec",
    ),
}  # fmt: skip
"""The columns of a campaign, squashed, by register; the first one that a file has is read."""


def read_campaign_files(sheets: Iterable[Sheet], board: Board) -> list[ArrivedCampaign]:
    """Return the campaigns in files of campaigns, each once; later rows of a name fill the gaps of earlier ones.

    Amounts that name no currency are in the board's.
    """
    campaigns: dict[str, ArrivedCampaign] = {}
    for sheet in sheets:
        if sheet.mapping.kind == "campaigns":
            for campaign in _read_sheet(sheet, board):
                known = campaigns.setdefault(fold_name(campaign.name), campaign)
                for name, value in campaign.registers.items():
                    known.registers.setdefault(name, value)
    return list(campaigns.values())


def _read_sheet(sheet: Sheet, board: Board) -> list[ArrivedCampaign]:
    name_index = sheet.mapping.index("campaign")
    if name_index is None:
        return []
    places = _find_columns(sheet.table.header)
    columns: dict[str, list[str]] = {name: [] for name in ("name", *places)}
    for piece in sheet.pieces():
        if piece.rows:
            for name, index in {"name": name_index, **places}.items():
                columns[name] += map(clean_line, piece.columns[index])
    values: dict[str, Sequence[Json]] = {
        name: [shorten(cell, LONGEST_NAME) or None for cell in columns[name]]
        for name in ("type", "status")
        if name in places
    }
    values |= _read_days({name: columns[name] for name in DAYS if name in places}, board, sheet.dates)
    values |= _read_costs(columns, board.currency)
    campaigns = []
    for row, cell in enumerate(columns["name"]):
        if cell:
            registers = {name: column[row] for name, column in values.items() if column[row] is not None}
            campaigns.append(ArrivedCampaign(shorten(cell, LONGEST_NAME), registers))
    return campaigns


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the places of a campaign's columns, by register."""
    labels: dict[str, int] = {}
    for n, label in enumerate(header):
        labels.setdefault(squash(label), n)
    places = {name: [labels[label] for label in known if label in labels] for name, known in _LABELS.items()}
    return {name: indexes[0] for name, indexes in places.items() if indexes}


def _read_days(
    columns: Mapping[str, Sequence[str]], board: Board, dates: Order | None
) -> dict[str, Sequence[str | None]]:
    scan = DateScan()
    for cells in columns.values():
        scan.look(cells)
    reader = DateReader(board.zone, dates or scan.order)
    return {name: [reader.day(cell) for cell in cells] for name, cells in columns.items()}


def _read_costs(columns: Mapping[str, Sequence[str]], default: str) -> dict[str, Sequence[Json]]:
    """Read costs in minor units, and the currency of each row; a second cost in another currency stays out."""
    count = len(columns["name"])
    codes: list[str | None] = [None] * count
    values: dict[str, Sequence[Json]] = {}
    for name in COSTS:
        if name not in columns:
            continue
        currencies = columns.get("currency") or [""] * count
        scan = AmountScan()
        scan.look(columns[name], currencies)
        minors, cell_codes, _ = AmountReader(default, scan.decimal).amounts(columns[name], currencies)
        costs: list[Json] = []
        for row, (minor, code) in enumerate(zip(minors, cell_codes, strict=True)):
            fits = minor is not None and 0 <= minor < money.MAX_MINOR and code == (codes[row] or code)
            costs.append(minor if fits else None)
            if fits:
                codes[row] = code
        values[name] = costs
    if "currency" in columns:
        readings = [read_currency(cell, default) for cell in columns["currency"]]
        codes = [code or (reading.code if reading else None) for code, reading in zip(codes, readings, strict=True)]
    return {**values, "currency": codes}
