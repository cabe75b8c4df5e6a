"""What a plan must be so that its cost depends on no table's size: rules on its shape, not on its estimates."""

import re

# Tables whose rows are as many as there are journals, currencies, migrations or acts of an operator.
SMALL_TABLES = {
    "journal", "journal_guard", "refusal_fence", "journal_epoch", "snapshot_checkpoint", "currency_total", "relay_lease",
    "relay_note", "schema_migration", "repeated_erasure", "journal_recovery", "verification",
}

# Indexes of which so many leading columns already say that there are few rows: a transaction has at most three legs, an
# account few unfinished erasures and one lost identity, a position a row a currency.
FEW_ROWS_BY = {
    "event_transaction_leg": 1, "reversal_pkey": 1, "pending_erasure_pkey": 1, "lost_identity_missing": 1,
    "currency_total_at_pkey": 2,
}

# They take in all that is below them before they give the first row.
BLOCKING = {"Sort", "Incremental Sort", "Aggregate", "WindowAgg", "SetOp", "Hash", "Unique", "ModifyTable", "Materialize",
            "Memoize"}


def shape(node):
    """What must be the same however large the tables are and whatever is known of them. Whether the few rows of a
    bounded input are told apart by a hash or by sorting them need not be."""
    if node["Node Type"] == "Unique" and node["Plans"][0]["Node Type"] == "Sort":
        return ("Distinct", tuple(shape(child) for child in node["Plans"][0]["Plans"]))
    if node["Node Type"] == "Aggregate" and node.get("Strategy") == "Hashed":
        return ("Distinct", tuple(shape(child) for child in node["Plans"]))
    return (node["Node Type"], node.get("Index Name") or node.get("Relation Name"), node.get("Strategy"),
            node.get("Join Type"), tuple(shape(child) for child in node.get("Plans", [])))


def shape_text(node, depth=0):
    what = node.get("Index Name") or node.get("Relation Name") or ""
    lines = ["  " * depth + f"{node['Node Type']} {what} {node.get('Index Cond', '')} {node.get('Filter', '')}".rstrip()]
    for child in node.get("Plans", []):
        lines.append(shape_text(child, depth + 1))
    return "\n".join(lines)


class Rules:
    def __init__(self, indexes):
        """`indexes`: name → (columns, whether it is unique)."""
        self.indexes = indexes

    def faults(self, plan):
        self.found = []
        self.limited_ctes = self._limited_ctes(plan)
        self._check(plan, limited=False)
        return self.found

    def _limited_ctes(self, plan):
        """CTEs of which no more is computed than a LIMIT above asks for."""
        seen = {}

        def visit(node, limited):
            if node["Node Type"] in ("CTE Scan", "WorkTable Scan"):
                name = node["CTE Name"]
                seen[name] = seen.get(name, True) and (limited or node["Node Type"] == "WorkTable Scan")
            for child in node.get("Plans", []):
                visit(child, self._child_limited(node, child, limited))

        visit(plan, False)
        return {name for name, limited in seen.items() if limited}

    def _child_limited(self, node, child, limited):
        relationship = child.get("Parent Relationship")
        if relationship in ("SubPlan", "InitPlan"):
            name = child.get("Subplan Name", "")
            if name.startswith("CTE "):
                return name[4:] in getattr(self, "limited_ctes", set())
            # EXISTS ends at the first row, and a scalar subquery with more than one is an error.
            return "hashed " + name not in str((node.get("Filter"), node.get("Output"), node.get("Join Filter")))
        if node["Node Type"] == "Limit":
            return True
        if node["Node Type"] in BLOCKING:
            return False
        if node["Node Type"] == "Nested Loop" and relationship == "Inner" and node.get("Join Type") in ("Semi", "Anti"):
            return True
        return limited

    def _check(self, node, limited):
        kind, table = node["Node Type"], node.get("Relation Name")
        if kind in ("Index Scan", "Index Only Scan"):
            self._check_index_scan(node, limited)
        elif kind in ("Seq Scan", "Tid Scan", "Tid Range Scan", "Sample Scan") and table not in SMALL_TABLES:
            self.found.append(f"reads all of {table}")
        elif kind.startswith("Bitmap"):
            self.found.append(f"{kind} on {table or node.get('Index Name')}")
        elif kind in ("Hash Join", "Merge Join", "Gather", "Gather Merge"):
            self.found.append(kind)
        for child in node.get("Plans", []):
            self._check(child, self._child_limited(node, child, limited))

    def _check_index_scan(self, node, limited):
        if node["Relation Name"] in SMALL_TABLES or self._is_bounded(node):
            return
        if "Index Cond" in node and not self._begins_in_index(node):
            # PostgreSQL then reads the whole index, and compares every entry.
            self.found.append(f"reads the whole index: {node['Relation Name']} by {node['Index Name']} "
                              f"where {node['Index Cond']}")
        where = f"{node['Relation Name']} by {node['Index Name']} where {node.get('Index Cond', 'true')}"
        if not limited:
            self.found.append(f"reads without a limit: {where}")
        elif "Filter" in node:
            self.found.append(f"may skip any number of rows: {where}, filtered by {node['Filter']}")

    def _begins_in_index(self, node):
        """Whether the condition says where in the index to begin or to end: it is one on the first column, or on the
        function of one that the column is."""
        columns, _ = self.indexes[node["Index Name"].replace("_repair", "")]
        return re.search(rf'\b"?{columns[0]}"?(\([^()]*\))?\)?(::\w+)? ?(=|<|>|,)', node["Index Cond"]) is not None

    def _is_bounded(self, node):
        """One row for each value of a unique key, or a range with two ends, which the caller keeps short."""
        # A repair's temporary tables have the indexes of the live ones.
        columns, is_unique = self.indexes[node["Index Name"].replace("_repair", "")]
        condition = node.get("Index Cond", "")
        enough = FEW_ROWS_BY.get(node["Index Name"])
        for number, column in enumerate(columns):
            if number == enough:
                return True
            name = rf'\(?(?:\w+\.)?"?{column}"?\)?'
            if re.search(rf"{name} = ", condition):
                continue
            # By itself, or as the first column of a row comparison.
            first = rf"(?:{name}|ROW\({name}, [^()]*\))"
            lower, upper = re.search(rf"{first} >=? ", condition), re.search(rf"{first} <=? ", condition)
            return bool(lower and upper)
        return is_unique or len(columns) == enough
