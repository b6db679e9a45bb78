metadata description = 'What the app may do, and the operator. The table of docs/deploy.md says why.'

@description('Object id of the identity of the app.')
param appPrincipalId string

@description('Object id of the operator; empty for none.')
param operatorPrincipalId string

@description('What the operator is.')
param operatorPrincipalType string

@description('Whether the app may write secrets, and not only read them.')
param manageSecrets bool

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the vault.')
param keyVaultName string

@description('Name of Application Insights.')
param insightsName string

var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

var onStorage = [
  { role: roles.storageBlobDataOwner, principal: appPrincipalId, type: 'ServicePrincipal' }
  { role: roles.storageQueueDataContributor, principal: appPrincipalId, type: 'ServicePrincipal' }
  { role: roles.storageTableDataContributor, principal: appPrincipalId, type: 'ServicePrincipal' }
]
var operatorOnStorage = empty(operatorPrincipalId)
  ? []
  : [{ role: roles.storageTableDataContributor, principal: operatorPrincipalId, type: operatorPrincipalType }]

var onVault = [
  {
    role: manageSecrets ? roles.keyVaultSecretsOfficer : roles.keyVaultSecretsUser
    principal: appPrincipalId
    type: 'ServicePrincipal'
  }
]
var operatorOnVault = empty(operatorPrincipalId)
  ? []
  : [{ role: roles.keyVaultSecretsOfficer, principal: operatorPrincipalId, type: operatorPrincipalType }]

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: keyVaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource storageRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for item in concat(onStorage, operatorOnStorage): {
    name: guid(storage.id, item.principal, item.role)
    scope: storage
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.role)
      principalId: item.principal
      principalType: item.type
    }
  }
]

resource vaultRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for item in concat(onVault, operatorOnVault): {
    name: guid(vault.id, item.principal, item.role)
    scope: vault
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.role)
      principalId: item.principal
      principalType: item.type
    }
  }
]

resource telemetryRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, appPrincipalId, roles.monitoringMetricsPublisher)
  scope: insights
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}
