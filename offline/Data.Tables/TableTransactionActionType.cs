namespace Azure.Data.Tables;

/// <summary>The kind of one action in a transaction.</summary>
public enum TableTransactionActionType
{
    /// <summary>Insert; fails if the row exists.</summary>
    Add = 0,

    /// <summary>Merge into a row, under the action's ETag.</summary>
    UpdateMerge = 1,

    /// <summary>Replace a row, under the action's ETag.</summary>
    UpdateReplace = 2,

    /// <summary>Delete a row; fails if there is none.</summary>
    Delete = 3,

    /// <summary>Merge into a row or insert it.</summary>
    UpsertMerge = 4,

    /// <summary>Replace a row or insert it.</summary>
    UpsertReplace = 5,
}
