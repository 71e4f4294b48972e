"""Our own index of how charts say things: data files (TSV) and the code that loads them."""

from nlp.chart_index.chart_index import AbbreviationRule, ChartIndex, Combination, IndexTerm, load_chart_index

__all__ = ["AbbreviationRule", "ChartIndex", "Combination", "IndexTerm", "load_chart_index"]
