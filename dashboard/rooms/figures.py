"""时效、效果评估、周报."""

from dashboard.pages.evaluation import sheet as evaluation_sheet
from dashboard.pages.evaluation import show as evaluation
from dashboard.pages.reports import annotate, sign_off
from dashboard.pages.reports import files as report_files
from dashboard.pages.reports import index as reports
from dashboard.pages.reports import show as report
from dashboard.pages.timeliness import clocks as timeliness_clocks
from dashboard.pages.timeliness import show as timeliness
from dashboard.visit import Page

PAGES: tuple[Page, ...] = (
    # 时效
    Page("GET", "/timeliness", timeliness.show, "read_overview"),
    Page("GET", "/timeliness/clocks", timeliness_clocks.show, "read_overview"),
    # 效果评估
    Page("GET", "/evaluation", evaluation.show, "read_overview"),
    Page("GET", "/evaluation/sheet", evaluation_sheet.show, "read_overview"),
    # 周报
    Page("GET", "/reports", reports.show, "read_overview"),
    Page("GET", "/reports/{week:str}", report.show, "read_overview"),
    Page("GET", "/reports/{week:str}/print", report_files.as_page, "read_overview"),
    Page("POST", "/reports/{week:str}/annotate", annotate.submit, "annotate", refused=report.refused),
    Page("POST", "/reports/{week:str}/sign_off", sign_off.submit, "sign_off", refused=report.refused),
    Page("GET", "/reports/{week:str}/{format:str}", report_files.as_file, "read_overview"),
)
