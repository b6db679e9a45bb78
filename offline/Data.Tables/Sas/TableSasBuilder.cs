using System.Globalization;

namespace Azure.Data.Tables.Sas;

/// <summary>Builds shared access signatures for a table.</summary>
public class TableSasBuilder
{
    /// <summary>A signature for a table until a time.</summary>
    public TableSasBuilder(string tableName, TableSasPermissions permissions, DateTimeOffset expiresOn)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        TableName = tableName;
        ExpiresOn = expiresOn;
        SetPermissions(permissions);
    }

    /// <summary>The table.</summary>
    public string TableName { get; set; }

    /// <summary>Until when the signature is valid.</summary>
    public DateTimeOffset ExpiresOn { get; set; }

    /// <summary>What it allows, one letter each.</summary>
    public string Permissions { get; private set; } = "";

    internal string Version { get; set; } = "2020-12-06";

    /// <summary>Sets what the signature allows.</summary>
    public void SetPermissions(TableSasPermissions permissions)
    {
        ReadOnlySpan<(TableSasPermissions Flag, char Letter)> letters =
            [(TableSasPermissions.Read, 'r'), (TableSasPermissions.Add, 'a'), (TableSasPermissions.Update, 'u'), (TableSasPermissions.Delete, 'd')];
        Permissions = "";
        foreach ((TableSasPermissions flag, char letter) in letters)
        {
            Permissions += permissions.HasFlag(flag) ? letter : "";
        }
    }

    /// <summary>The signature as a query string.</summary>
    public string Sign(TableSharedKeyCredential sharedKeyCredential)
    {
        ArgumentNullException.ThrowIfNull(sharedKeyCredential);
        string expiry = ExpiresOn.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        // Start, identifier, addresses, protocol and the four bounds of keys are left empty.
        // The service signs over the name in lower case.
        string table = TableName.ToLowerInvariant();
        string signature = sharedKeyCredential.Sign(
            $"{Permissions}\n\n{expiry}\n/table/{sharedKeyCredential.AccountName}/{table}\n\n\n\n{Version}\n\n\n\n");
        return $"sv={Version}&tn={Uri.EscapeDataString(TableName)}&se={Uri.EscapeDataString(expiry)}&sp={Permissions}&sig={Uri.EscapeDataString(signature)}";
    }
}
