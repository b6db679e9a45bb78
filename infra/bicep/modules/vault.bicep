metadata description = 'The Key Vault that holds the keys of providers and the admin key.'

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Whether the vault is closed to the internet.')
param private bool

@description('Addresses or ranges that are let in where the vault is closed otherwise.')
param allowedIps string[]

@description('Whether a deleted vault can be purged by nobody before its time is over.')
param purgeProtection bool

@description('Days for which a deleted vault can be restored.')
@minValue(7)
@maxValue(90)
param softDeleteDays int

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: softDeleteDays
    // False is refused by the service: the property is there or it is not.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: private && empty(allowedIps) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: private ? 'Deny' : 'Allow'
      ipRules: [for ip in allowedIps: { value: ip }]
    }
  }
}

@description('Resource id.')
output id string = vault.id

@description('Name.')
output name string = vault.name

@description('Address.')
output uri string = vault.properties.vaultUri
